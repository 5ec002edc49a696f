use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let setting = container.security("allowPrivilegeEscalation");
    if setting.bool() != Some(false) {
        let case = if setting.exists() { "allowed" } else { "unset" };
        hits.case(case, setting, [("container", &container.name())]);
    }
}
