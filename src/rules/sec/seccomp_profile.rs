use crate::k8s::Container;
use crate::rule::Hits;

/// A profile that confines nothing is another fault: see `seccomp_unconfined`.
pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    if container.own_seccomp().or(container.pod.seccomp()).is_some() {
        return;
    }
    let annotation = container.seccomp_annotation();
    let (case, place) = if annotation.exists() {
        ("annotation", annotation)
    } else {
        ("unset", container.security("seccompProfile"))
    };
    hits.case(case, place, [("container", &container.name())]);
}
