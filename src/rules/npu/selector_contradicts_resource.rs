use std::collections::BTreeSet;

use crate::k8s::Pod;
use crate::node::KnownNode;
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
        let (Some(label), Some(value)) = (place.key().and_then(Node::text), place.str()) else {
            continue;
        };
        let Some(npu) = requests.iter().find(|npu| !fits(npu.name)) else {
            judge_nodes(pod, place, [label, value], hits);
            continue;
        };
        hits.case(
            "resource",
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

/// Whether any known node has the label.
fn judge_nodes(pod: &Pod, place: Node, [label, value]: [&str; 2], hits: &mut Hits) {
    let nodes = &pod.run.nodes;
    let is_unlike = |node: &KnownNode| {
        let labels = &node.facts.labels;
        !labels.is_empty() && labels.get(label).is_none_or(|own| own != value)
    };
    let Some(first) = nodes.first().filter(|_| nodes.iter().all(is_unlike)) else { return };
    let own: BTreeSet<_> = nodes.iter().filter_map(|node| node.facts.labels.get(label)).collect();
    let own: Vec<_> = own.into_iter().map(String::as_str).collect();
    let case = if own.is_empty() { "unlabelled" } else { "nodes" };
    hits.case(case, place, [("label", &label), ("value", &value), ("own", &own.join(", "))])
        .related("node", first.place.clone());
}
