use crate::k8s::{Container, Quantity};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    if requests.is_empty() {
        return hits.skip();
    }
    for npu in requests {
        // Where both are wrong, they are wrong for one reason.
        let fault =
            [npu.limit, npu.request].into_iter().find_map(|place| Some((place, fault(place)?)));
        let Some((place, case)) = fault else { continue };
        let value = place.str().unwrap_or_default();
        hits.case(
            case,
            place,
            [("container", &container.name()), ("resource", &npu.name), ("value", &value)],
        );
    }
}

fn fault(place: Node) -> Option<&'static str> {
    place.str()?;
    let Some(amount) = Quantity::of(place) else { return Some("text") };
    if amount < Quantity::from(0) {
        Some("negative")
    } else if amount == Quantity::from(0) {
        Some("zero")
    } else if amount.is_whole() {
        None
    } else {
        Some("fraction")
    }
}
