use crate::k8s::Container;
use crate::rule::Hits;

/// Root is another matter: see `non_root_user`.
pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let setting = container.security("runAsUser");
    if !setting.exists() || container.pod.has_own_users() {
        return hits.skip();
    }
    if let Some(user @ 1..=10_000) = setting.int() {
        hits.at(setting, [("user", &user), ("container", &container.name())]);
    }
}
