use crate::k8s::Container;
use crate::rule::Hits;

/// Root is another matter: see `non_root_user`.
pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let setting = container.security("runAsUser");
    if !setting.exists() {
        return hits.skip();
    }
    let Some(user @ 1..=10_000) = setting.int() else { return };
    if !container.pod.has_own_users() && !hits.met_template() {
        hits.at(setting, [("user", &user), ("container", &container.name())]);
    }
}
