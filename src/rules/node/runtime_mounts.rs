use crate::node::Host;
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let is_registered = host.runtimes.iter().any(|runtime| runtime.handler.is_some());
    if host.measurement.in_container || (host.mounts.is_empty() && !is_registered) {
        return hits.skip();
    }
    if host.mounts.is_empty() {
        return hits.unknown();
    }
    for (index, mount) in host.mounts.iter().enumerate().filter(|(_, mount)| !mount.exists) {
        let at = host.place(&format!("/mounts/{index}/path"));
        hits.at(at, [("path", &mount.path), ("list", &mount.list), ("line", &mount.line)]);
    }
}
