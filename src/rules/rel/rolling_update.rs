use crate::k8s::{Container, Pod, Workload};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let object = workload.object;
    let pods = &workload.pods;
    // Devices that are taken cannot be had twice: how such pods take turns is judged by itself.
    if !object.is_built_in()
        || workload.replicas().int() == Some(0)
        || pods.iter().any(npu::has_accelerator)
    {
        return hits.skip();
    }
    let spec = object.spec();
    let strategy = spec.get("strategy").or(spec.get("updateStrategy"));
    let kind = strategy.get("type");
    let least = workload.least_replicas();
    let is_alone = least.is_none_or(|count| count < 2);
    if is_alone && object.kind == "Deployment" && pods.iter().any(has_exclusive) {
        return;
    }
    if kind.str() == Some("Recreate") {
        hits.case("recreate", kind, [("name", &object.name())]);
        return;
    }
    let place = strategy.path(["rollingUpdate", "maxUnavailable"]);
    let Some(away) = place.str() else { return };
    let args = [("name", &object.name() as &dyn std::fmt::Display), ("away", &away)];
    if is_all(away) {
        hits.case("all", place, args);
    } else if has_choice(object.kind, least) && is_enough(place, least) {
        let beside = hits.case("count", place, args);
        if workload.replicas().exists() {
            beside.related("replicas", workload.replicas());
        }
    }
}

fn is_all(away: &str) -> bool {
    away.strip_suffix('%').and_then(|share| share.parse::<u32>().ok()).is_some_and(|n| n >= 100)
}

/// Whether there is another way: a `StatefulSet` never has two pods of one number, and how many nodes
/// a `DaemonSet` is on, nobody knows.
fn has_choice(kind: &str, replicas: Option<i64>) -> bool {
    match kind {
        "Deployment" => true,
        "StatefulSet" => replicas.is_some_and(|count| count > 1),
        _ => false,
    }
}

fn is_enough(away: Node, replicas: Option<i64>) -> bool {
    away.int().zip(replicas).is_some_and(|(away, replicas)| away >= replicas)
}

/// Whether the pod holds what a second one cannot have beside it: a volume for one node, or a port of
/// the node.
fn has_exclusive(pod: &Pod) -> bool {
    let is_host = pod.spec().get("hostNetwork").bool() == Some(true);
    let has_port = |container: Container| {
        container.node.get("ports").items().any(|port| port.get("hostPort").exists())
    };
    is_host || pod.containers().any(has_port) || pod.claims().any(|claim| !claim.is_shared())
}
