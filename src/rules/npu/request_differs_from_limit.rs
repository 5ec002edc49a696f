use crate::fix::Edit;
use crate::k8s::{Container, Quantity};
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    if requests.is_empty() {
        return hits.skip();
    }
    for npu in requests {
        let (Some(request), Some(limit)) = (npu.request.str(), npu.limit.str()) else { continue };
        let amounts = Quantity::of(npu.request).zip(Quantity::of(npu.limit));
        // What is no quantity at all is a fault of its own.
        if amounts.is_some_and(|(request, limit)| request != limit) {
            hits.at(
                npu.request,
                [
                    ("container", &container.name()),
                    ("resource", &npu.name),
                    ("request", &request),
                    ("limit", &limit),
                ],
            )
            .related("limit", npu.limit)
            // What the container may use is what its author meant it to have.
            .fix([Edit::replace(npu.request, limit)]);
        }
    }
}
