use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    // A privileged container has every right already, and Kubernetes takes no `false` beside it.
    let is_privileged = container.security("privileged").bool() == Some(true);
    if container.pod.is_windows() || is_privileged {
        return hits.skip();
    }
    let setting = container.security("allowPrivilegeEscalation");
    if setting.bool() != Some(false) {
        let case = if setting.exists() { "allowed" } else { "unset" };
        hits.case(case, setting, [("container", &container.name())]);
    }
}
