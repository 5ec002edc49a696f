use crate::k8s::Container;
use crate::npu::{self, Family};
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let mut requests = npu::requests(container);
    // A device class is allocated by claims, to which the rule for extended resources is not applied.
    requests.retain(|npu| npu::family(npu.name) != Some(Family::Dra));
    if requests.is_empty() {
        return hits.skip();
    }
    for npu in requests {
        let Some(request) = npu.request.str() else { continue };
        if npu.limit.exists() || npu.limit.is_template() {
            continue;
        }
        hits.at(
            npu.request,
            [("container", &container.name()), ("resource", &npu.name), ("request", &request)],
        );
    }
}
