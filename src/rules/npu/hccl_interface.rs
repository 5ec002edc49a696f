use crate::k8s::{Container, Pod};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let is_in_host_network = pod.spec().get("hostNetwork").bool() == Some(true);
    let several = |container: &Container| npu::devices(container).is_some_and(|count| count > 1);
    let containers: Vec<_> = pod.containers().filter(several).collect();
    if !is_in_host_network || containers.is_empty() {
        return hits.skip_if_known();
    }
    for container in containers {
        judge(&container, pod.spec().get("hostNetwork"), hits);
    }
}

fn judge(container: &Container, network: Node, hits: &mut Hits) {
    let Some(address) = container.variable("HCCL_IF_IP") else {
        // An interface by its name is as good; and what else is set, other sources may tell.
        let is_named = container.variable("HCCL_SOCKET_IFNAME").is_some();
        let mut sources = container.node.get("envFrom").items();
        let is_open =
            sources.any(|from| from.get("secretRef").exists() || !is_in_run(container, from));
        if is_open {
            hits.unknown();
        } else if !is_named && !hits.met_template() {
            hits.case("unset", network, [("container", &container.name())]);
        }
        return;
    };
    let literal = address.value.str().filter(|value| !value.contains("$(") && !value.is_empty());
    if let Some(value) = literal {
        let place = address.place;
        hits.case("literal", place, [("container", &container.name()), ("value", &value)]);
    }
}

/// Whether the `ConfigMap` that a container takes its environment from is known.
fn is_in_run(container: &Container, from: Node) -> bool {
    let name = from.path(["configMapRef", "name"]).str();
    let (objects, namespace) = (&container.pod.run.objects, container.pod.object.namespace());
    name.is_some_and(|name| objects.find("ConfigMap", namespace, name).is_some())
}
