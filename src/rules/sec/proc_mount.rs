use crate::k8s::Container;
use crate::rule::Hits;

/// In a pod with users of its own it is for `proc_mount_unmasked` to judge.
pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let setting = container.security("procMount");
    let Some(kind) = setting.str().filter(|kind| *kind != "Default") else { return };
    if container.pod.has_own_users() || hits.met_template() {
        return;
    }
    hits.at(setting, [("kind", &kind), ("container", &container.name())]);
}
