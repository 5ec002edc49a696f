use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if !container.pod.has_own_users() {
        return hits.skip();
    }
    let setting = container.security("procMount");
    if let Some(kind) = setting.str().filter(|kind| *kind != "Default") {
        hits.at(setting, [("kind", &kind), ("container", &container.name())]);
    }
}
