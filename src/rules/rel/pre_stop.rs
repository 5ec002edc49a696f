use crate::k8s::{Container, Role};
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let service = container.pod.selected_by("Service").next();
    let Some(service) = service.filter(|_| serves(container)) else { return hits.skip() };
    let hook = container.node.path(["lifecycle", "preStop"]);
    if !hook.exists() {
        hits.at(hook, [("container", &container.name()), ("service", &service.name())])
            .related("service", service.name_node());
    }
}

/// Whether requests come to this container: it has a port, or there is no other.
fn serves(container: &Container) -> bool {
    let apps = || container.pod.containers().filter(|other| other.role == Role::App);
    let has_port = container.node.get("ports").items().len() > 0;
    container.role == Role::App
        && container.pod.is_long_running()
        && (has_port || apps().count() == 1)
}
