use crate::k8s::{Container, Pod};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    for group in pod.security("supplementalGroups").items() {
        if group.int() == Some(0) {
            hits.case("supplemental", group, [("name", &pod.object.name())]);
        }
    }
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let group = container.security("runAsGroup");
    if group.int() == Some(0) {
        hits.case("primary", group, [("container", &container.name())]);
    }
}
