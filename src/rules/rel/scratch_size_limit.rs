use crate::k8s::{Pod, Quantity};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let volumes = pod.spec().get("volumes").items();
    let scratch: Vec<_> = volumes.filter(|volume| is_scratch(*volume)).collect();
    if scratch.is_empty() {
        return hits.skip();
    }
    // The kubelet holds what is on disk against the sum of these.
    let limited = pod.containers().any(|container| container.limit("ephemeral-storage").exists());
    for volume in scratch {
        let name = volume.get("name").text().unwrap_or_default();
        let directory = volume.get("emptyDir");
        let case = match directory.get("medium").str() {
            Some("Memory") => "memory",
            None | Some("") if !limited => "disk",
            // Huge pages have a limit of their own.
            _ => continue,
        };
        let limit = directory.get("sizeLimit");
        if !limit.exists() || Quantity::of(limit) == Some(Quantity::from(0)) {
            hits.case(case, limit, [("volume", &name)]);
        }
    }
}

/// Whether a volume is an emptyDir: it says so, or nothing at all.
fn is_scratch(volume: Node) -> bool {
    let mut others = volume.entries().filter(|(key, _)| key.text() != Some("name"));
    volume.get("emptyDir").exists() || others.all(|(_, value)| !value.exists())
}
