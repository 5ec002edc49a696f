use crate::compose::Service;
use crate::npu::{self, Environment};
use crate::rule::Hits;
use crate::yaml::Node;

/// Images and programs that serve models from several processes even on one card.
const SERVERS: [&str; 2] = ["vllm-ascend", "mindie"];
const PROGRAMS: [&str; 3] = ["vllm serve", "vllm.entrypoints", "mindieservice_daemon"];

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if !npu::service::is_on_npu(service) {
        return hits.skip_if_known();
    }
    let mapped = npu::service::cards(service).count();
    let listed = npu::service::visible_cards(service).map_or(0, |cards| cards.len());
    let cards = mapped.max(listed);
    if cards < 2 && !is_server(service) {
        return hits.skip_if_known();
    }
    if has_shared_memory(service) || hits.met_template() {
        return;
    }
    let case = if cards < 2 { "server" } else { "cards" };
    hits.case(case, service.key, [("service", &service.name()), ("cards", &cards)]);
}

fn is_server(service: &Service) -> bool {
    let image = Environment::of_service(service).image;
    let by_image = image
        .is_some_and(|image| SERVERS.iter().any(|server| image.base_name().starts_with(server)));
    let words: Vec<_> = service.words().filter_map(Node::text).collect();
    let command = words.join(" ");
    by_image || PROGRAMS.iter().any(|program| command.contains(program))
}

/// Whether anybody has said how large `/dev/shm` is, or whose.
fn has_shared_memory(service: &Service) -> bool {
    let ipc = service.get("ipc");
    let is_shared = ipc.exists() && ipc.text() != Some("private");
    let mounts = ["tmpfs", "volumes"].map(|key| {
        let list = service.get(key);
        list.items().chain((!list.is_sequence()).then_some(list))
    });
    let is_mounted = mounts.into_iter().flatten().any(|mount| {
        [mount, mount.get("target")].iter().any(|path| {
            path.text().is_some_and(|path| path.split(':').any(|part| part == "/dev/shm"))
        })
    });
    is_shared || is_mounted || service.get("shm_size").exists()
}
