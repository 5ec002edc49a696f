use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let setting = container.security("allowPrivilegeEscalation");
    if setting.bool() == Some(false) {
        return;
    }
    // A privileged container has every right already, and Kubernetes takes no `false` beside it.
    if container.security("privileged").bool() == Some(true) {
        return hits.skip();
    }
    let case = if setting.exists() { "allowed" } else { "unset" };
    hits.case(case, setting, [("container", &container.name())]);
}
