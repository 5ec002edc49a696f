use crate::k8s::{Container, PROBES};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let lifecycle = container.node.get("lifecycle");
    let hooks = ["postStart", "preStop"].map(|hook| (hook, lifecycle.get(hook)));
    let handlers = PROBES.map(|probe| (probe, container.probe(probe))).into_iter().chain(hooks);
    for (name, handler) in handlers {
        judge(handler, name, container.name(), hits);
    }
}

fn judge(handler: Node, name: &str, container: &str, hits: &mut Hits) {
    for action in ["httpGet", "tcpSocket"] {
        let place = handler.path([action, "host"]);
        let Some(host) = place.str().filter(|host| !host.is_empty()) else { continue };
        hits.at(place, [("handler", &name), ("host", &host), ("container", &container)]);
    }
}
