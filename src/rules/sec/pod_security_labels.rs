use crate::k8s::Manifest;
use crate::rule::Hits;

/// Namespaces of Kubernetes itself, in which some pods need all that Pod Security forbids.
const SYSTEM: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if !object.group().is_empty() || SYSTEM.contains(&object.name()) {
        return hits.skip();
    }
    let level = object.labels().get("pod-security.kubernetes.io/enforce");
    if !level.exists() {
        hits.case("unset", level, [("name", &object.name())]);
    } else if level.str() == Some("privileged") {
        hits.case("privileged", level, [("name", &object.name())]);
    }
}
