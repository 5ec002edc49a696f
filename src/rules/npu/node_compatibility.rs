use std::collections::BTreeSet;

use crate::k8s::Pod;
use crate::node::chips::is_published;
use crate::node::version::is_declared;
use crate::node::{KnownNode, releases};
use crate::npu;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let Some(node) = pod.run.nodes.first() else { return hits.skip() };
    let needs = npu::needs(pod);
    if needs.is_empty() {
        return hits.skip();
    }
    for need in needs {
        let request = need.request;
        let nodes = npu::offering(pod, request.name);
        if nodes.is_empty() {
            let args =
                [("resource", &request.name as _), ("offered", &offered(&pod.run.nodes) as _)];
            hits.case("resource", request.key, args).related("node", node.place.clone());
            continue;
        }
        let of = |node: &&&KnownNode| node.offers(request.name);
        let most = nodes.iter().max_by_key(of).expect("internal: there is a node");
        let count = need.count.and_then(|count| u64::try_from(count).ok());
        let (Some(count), Some(has)) = (count, most.offers(request.name)) else { continue };
        // What another node has may not be known.
        if count > has && nodes.iter().all(|node| node.offers(request.name).is_some()) {
            let args = [
                ("resource", &request.name as _),
                ("count", &count as _),
                ("node", &most.name() as _),
                ("most", &has as _),
            ];
            hits.case("count", request.amount(), args).related("node", most.place.clone());
        }
    }
    judge_driver(pod, hits);
}

/// What nodes offer, in a message.
fn offered(nodes: &[KnownNode]) -> String {
    let names = nodes.iter().flat_map(|node| node.facts.resources.keys());
    let devices: BTreeSet<_> = names.filter(|name| name.contains('/')).collect();
    let devices: Vec<_> = devices.into_iter().map(|name| format!("\"{name}\"")).collect();
    if devices.is_empty() { "-".to_owned() } else { devices.join(", ") }
}

/// Whether any node that the pod may be on has a driver for the CANN of its images.
fn judge_driver(pod: &Pod, hits: &mut Hits) {
    let fleet = npu::fleet(pod);
    let Some(node) = fleet.first() else { return };
    for container in pod.containers() {
        let Some(cann) = npu::cann_in(&container) else { continue };
        if fleet.iter().all(|node| accepts(node, cann) == Some(false)) {
            let driver = node.facts.driver_version().unwrap_or_default();
            let args = [
                ("container", &container.name() as _),
                ("cann", &cann as _),
                ("node", &node.name() as _),
                ("driver", &driver as _),
            ];
            hits.case("driver", container.image_node(), args).related("node", node.place.clone());
        }
    }
}

/// Whether the driver of a node is one for a CANN, as the two declare it or else as it is published.
fn accepts(node: &KnownNode, cann: &str) -> Option<bool> {
    let declared = node.facts.driver.as_ref();
    let declared = declared.and_then(|driver| is_declared(driver, &releases::cann(cann)));
    declared.or_else(|| is_published(cann, node.facts.driver_version()?))
}
