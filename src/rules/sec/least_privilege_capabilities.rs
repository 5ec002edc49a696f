use crate::compose::Service;
use crate::k8s::{Container, capability_name};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let capabilities = container.security("capabilities");
    let drop = capabilities.get("drop");
    // Pod Security compares letter by letter.
    let exact = |node: Node| node.text() == Some("ALL");
    let nearly = |node: &Node| node.text().is_some_and(|name| capability_name(name) == "ALL");
    if let Some(slip) = drop.items().find(nearly).filter(|_| !drop.items().any(exact)) {
        let name = slip.text().unwrap_or_default();
        hits.case("spelling", slip, [("container", &container.name()), ("name", &name)]);
    } else {
        dropped(drop, drop, container.name(), hits);
    }
    for added in capabilities.get("add").items() {
        let name = added.text().unwrap_or_default();
        if name != "NET_BIND_SERVICE" {
            hits.case("added", added, [("container", &container.name()), ("name", &name)]);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let drop = service.get("cap_drop");
    dropped(drop, drop.or(service.key), service.name(), hits);
    for added in service.get("cap_add").items() {
        let name = added.text().unwrap_or_default();
        if capability_name(name) != "NET_BIND_SERVICE" {
            hits.case("added", added, [("container", &service.name()), ("name", &name)]);
        }
    }
}

/// ALL must be in `list`.
fn dropped(list: Node, place: Node, container: &str, hits: &mut Hits) {
    let is_all = |node: Node| node.text().is_some_and(|name| capability_name(name) == "ALL");
    if list.items().any(is_all) {
        return;
    }
    if list.items().any(Node::is_template) {
        return hits.unknown();
    }
    hits.case("kept", place, [("container", &container)]);
}
