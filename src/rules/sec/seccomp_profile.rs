use crate::k8s::Container;
use crate::rule::Hits;
use crate::yaml::Node;

const OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const OF_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let of_pod = container.pod.security("seccompProfile");
    let profile = container.security("seccompProfile");
    // Pod Security refuses a pod for its own profile even where every container has another.
    if of_pod.exists() && !confines(of_pod) {
        let kind = of_pod.get("type");
        hits.case("pod", kind, [("type", &kind.text().unwrap_or_default())]);
    }
    if profile.exists() {
        let is_own = profile.extent() != of_pod.extent();
        if is_own && !confines(profile) {
            let kind = profile.get("type");
            let written = kind.text().unwrap_or_default();
            hits.case("container", kind, [("type", &written), ("container", &container.name())]);
        }
        return;
    }
    let annotations = container.pod.annotations();
    let own = annotations.get(&format!("{OF_CONTAINER}{}", container.name()));
    let annotation = own.or(annotations.get(OF_POD));
    if annotation.exists() {
        hits.case("annotation", annotation, [("container", &container.name())]);
    } else {
        hits.case("unset", profile, [("container", &container.name())]);
    }
}

fn confines(profile: Node) -> bool {
    matches!(profile.get("type").str(), Some("RuntimeDefault" | "Localhost"))
}
