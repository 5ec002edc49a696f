use crate::k8s::Container;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let mut judged = false;
    for mount in container.node.get("volumeMounts").items() {
        let volume = mount.get("name").text().and_then(|name| container.pod.volume(name));
        let Some(source) = volume.map(|volume| volume.get("hostPath")) else { continue };
        if !source.exists() || is_endpoint(source) {
            continue;
        }
        judged = true;
        let setting = mount.get("readOnly");
        if setting.bool() != Some(true) {
            let path = source.get("path").text().unwrap_or_default();
            hits.at(setting, [("container", &container.name()), ("path", &path)]);
        }
    }
    if !judged {
        hits.skip();
    }
}

/// Whether this is a socket, a pipe or a device: what goes through is no writing to files, and works
/// in a read-only mount, too.
fn is_endpoint(source: Node) -> bool {
    let path = source.get("path").text().unwrap_or_default();
    let kind = source.get("type").text().unwrap_or_default();
    matches!(kind, "Socket" | "CharDevice" | "BlockDevice")
        || path.rsplit('.').next() == Some("sock")
        || path == "/dev"
        || path.starts_with("/dev/")
        || path.starts_with(r"\\.\pipe\")
}
