use crate::k8s::{Container, Quantity};
use crate::npu::{self, Family};
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let mut slices = npu::requests(container);
    slices.retain(|npu| npu::family(npu.name) == Some(Family::StaticVnpu));
    if slices.is_empty() {
        return hits.skip();
    }
    for npu in slices {
        let count = Quantity::of(npu.amount()).and_then(Quantity::whole);
        let Some(count) = count.filter(|count| *count > 1) else { continue };
        hits.at(
            npu.amount(),
            [("container", &container.name()), ("resource", &npu.name), ("count", &count)],
        );
    }
}
