//! What the known nodes have for a pod that requests NPUs.

use super::{Request, requests};
use crate::k8s::{Container, Pod, Quantity};
use crate::node::KnownNode;

/// What a pod needs of one resource: its containers run on one node, all at a time.
pub(crate) struct Need<'a> {
    /// The first request for it.
    pub(crate) request: Request<'a>,
    /// How many, if that is known.
    pub(crate) count: Option<i64>,
}

/// What a pod needs in NPUs, by resource.
pub(crate) fn needs<'a>(pod: &Pod<'a>) -> Vec<Need<'a>> {
    let mut needs: Vec<Need> = Vec::new();
    for container in pod.containers().filter(Container::is_lasting) {
        for request in requests(&container) {
            let count = Quantity::of(request.amount()).and_then(Quantity::whole);
            match needs.iter_mut().find(|need| need.request.name == request.name) {
                Some(need) => need.count = need.count.zip(count).map(|(a, b)| a.saturating_add(b)),
                None => needs.push(Need { request, count }),
            }
        }
    }
    needs
}

/// The known nodes that may offer a resource.
pub(crate) fn offering<'a>(pod: &Pod<'a>, resource: &str) -> Vec<&'a KnownNode> {
    let nodes = pod.run.nodes.iter();
    nodes.filter(|node| node.offers(resource).is_none_or(|count| count > 0)).collect()
}

/// The known nodes on which a pod may be, by the NPUs that it requests and its node selector; none if
/// it requests no NPUs. That there is none at all is for NPU-023 and NPU-061 to say.
pub(crate) fn fleet<'a>(pod: &Pod<'a>) -> Vec<&'a KnownNode> {
    // Mostly nobody has said, and then pods need not be looked at.
    if pod.run.nodes.is_empty() {
        return Vec::new();
    }
    let Some(need) = needs(pod).into_iter().next() else { return Vec::new() };
    let mut nodes = offering(pod, need.request.name);
    nodes.retain(|node| node.is_selected(pod.spec().get("nodeSelector")));
    nodes
}
