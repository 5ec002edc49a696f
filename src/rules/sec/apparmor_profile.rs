use crate::k8s::{Container, Pod};
use crate::rule::Hits;
use crate::yaml::Node;

/// Up to 1.29 there are only annotations. Pod Security heeds them on every version.
const OF_CONTAINER: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    judge(pod.security("appArmorProfile"), pod.object.name(), hits);
    for (key, value) in pod.annotations().entries() {
        let container = key.text().and_then(|key| key.strip_prefix(OF_CONTAINER));
        let Some((container, profile)) = container.zip(value.str()) else { continue };
        let confines =
            matches!(profile, "" | "runtime/default") || profile.starts_with("localhost/");
        if !confines {
            hits.case("annotation", value, [("profile", &profile), ("name", &container)]);
        }
    }
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(container.own_security("appArmorProfile"), container.name(), hits);
}

fn judge(profile: Node, name: &str, hits: &mut Hits) {
    let kind = profile.get("type");
    let Some(profile) = kind.str() else { return };
    if !matches!(profile, "RuntimeDefault" | "Localhost") {
        hits.case("field", kind, [("profile", &profile), ("name", &name)]);
    }
}
