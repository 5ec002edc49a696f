use crate::k8s::{Container, capability_name};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    // Root in a namespace of its own is nobody on the node, with any capability.
    if npu::requests(container).is_empty() || container.pod.has_own_users() {
        return hits.skip();
    }
    let capabilities = container.security("capabilities");
    let name = |node: Node| node.text().map(capability_name);
    let is_all = |node: &Node| name(*node).as_deref() == Some("ALL");
    let Some(dropped) = capabilities.get("drop").items().find(is_all) else { return };
    let may_override = |node: Node| {
        is_all(&node) || node.is_template() || name(node).as_deref() == Some("DAC_OVERRIDE")
    };
    let is_privileged = container.security("privileged").bool() == Some(true);
    if is_privileged || capabilities.get("add").items().any(may_override) || !is_root(container) {
        return;
    }
    if npu::is_in_device_group(container) != Some(false) || hits.met_template() {
        return;
    }
    let hit = hits.at(dropped, [("container", &container.name())]);
    let user = container.security("runAsUser");
    hit.related("user", user.or(container.image_node()));
}

/// Whether root runs: by its number, or because the image says no other user.
fn is_root(container: &Container) -> bool {
    let user = container.security("runAsUser");
    if user.exists() {
        return user.int() == Some(0);
    }
    let of_root = container.image().is_some_and(|image| npu::runs_as_root(&image));
    of_root && container.security("runAsNonRoot").bool() != Some(true)
}
