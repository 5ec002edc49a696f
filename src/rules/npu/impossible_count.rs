use crate::k8s::Pod;
use crate::node::KnownNode;
use crate::npu::{self, ACCELERATOR_TYPE, Counts, Family, SCHEDULE_POLICY};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let is_whole = |name| matches!(npu::family(name), Some(Family::MindCluster | Family::Cce));
    let mut needs = npu::needs(pod).into_iter();
    let of_cards = needs.find(|need| is_whole(need.request.name));
    let Some(need) = of_cards.filter(|_| !npu::is_soft_share(pod)) else { return hits.skip() };
    let card = need.request;
    let Some(count) = need.count.filter(|count| *count > 0) else { return };
    let place = npu::annotation(pod, SCHEDULE_POLICY);
    let policy = place.str().and_then(|value| npu::hardware(SCHEDULE_POLICY, value));
    let known: Vec<_> = npu::selected(pod)
        .chain(policy.map(|policy| (place, policy)))
        .filter_map(|(place, hardware)| Some((place, hardware.counts?)))
        .collect();
    let refusing = known.iter().find(|(_, counts)| !counts.allow(count));
    if let Some((place, counts)) = refusing {
        let value = place.str().unwrap_or_default();
        hits.case(
            "selected",
            card.amount(),
            [("resource", &card.name), ("count", &count), ("value", &value), ("counts", counts)],
        )
        .related("selector", *place);
    } else if let Some((node, value, counts)) = of_nodes(pod, count).filter(|_| known.is_empty()) {
        hits.case(
            "nodes",
            card.amount(),
            [
                ("resource", &card.name),
                ("count", &count),
                ("node", &node.name()),
                ("value", &value),
                ("counts", &counts),
            ],
        )
        .related("node", node.place.clone());
    } else if known.is_empty() && !npu::is_possible(npu::chips_of(card.name), count) {
        hits.case("any", card.amount(), [("resource", &card.name), ("count", &count)]);
    }
}

/// The first of the known nodes that the pod may be on, its type and the counts that this allows, if
/// none allows this one.
fn of_nodes<'a>(pod: &Pod<'a>, count: i64) -> Option<(&'a KnownNode, &'a str, Counts)> {
    let of_type = |node: &'a KnownNode| {
        let value = node.facts.labels.get(ACCELERATOR_TYPE)?;
        Some((node, value.as_str(), npu::hardware(ACCELERATOR_TYPE, value)?.counts?))
    };
    let all: Vec<_> = npu::fleet(pod).into_iter().map(of_type).collect::<Option<_>>()?;
    let is_allowed = all.iter().any(|(.., counts)| counts.allow(count));
    all.into_iter().next().filter(|_| !is_allowed)
}
