use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let user = container.security("runAsUser");
    let non_root = container.security("runAsNonRoot");
    match user.int() {
        Some(0) => {
            hits.case("root", user, [("container", &container.name())]);
        }
        Some(1..) => {}
        _ if non_root.bool() == Some(true) => {}
        _ => {
            hits.case("unset", user.or(non_root), [("container", &container.name())]);
        }
    }
}
