use crate::k8s::Pod;
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let requests: Vec<_> = npu::requests_of(pod).collect();
    let selected: Vec<_> = npu::selected(pod).collect();
    if requests.is_empty() || selected.is_empty() {
        return hits.skip();
    }
    for (place, hardware) in selected {
        let fits = |resource| {
            let chips = npu::chips_of(resource);
            chips.is_empty() || chips.iter().any(|chip| hardware.chips.contains(chip))
        };
        let Some(npu) = requests.iter().find(|npu| !fits(npu.name)) else { continue };
        let (Some(label), Some(value)) = (place.key().and_then(Node::text), place.str()) else {
            continue;
        };
        hits.at(
            place,
            [
                ("label", &label),
                ("value", &value),
                ("chips", &npu::names(hardware.chips)),
                ("resource", &npu.name),
            ],
        )
        .related("request", npu.key);
    }
}
