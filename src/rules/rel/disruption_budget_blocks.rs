use std::fmt::Display;

use crate::k8s::{Manifest, Object, Workload};
use crate::rule::Hits;
use crate::yaml::Node;

/// What a budget asks for.
#[derive(Clone, Copy)]
enum Amount {
    Pods(i64),
    Percent(i64),
}

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.group() != "policy" {
        return hits.skip();
    }
    let (spec, name) = (object.spec(), object.name());
    let (away, there) = (spec.get("maxUnavailable"), spec.get("minAvailable"));
    let place = if away.exists() { away } else { there };
    let value = place.text().unwrap_or_default();
    match (amount(away), amount(there)) {
        _ if !away.exists() && !there.exists() => {
            hits.case("unset", away, [("name", &name)]);
        }
        (Some(Amount::Pods(0) | Amount::Percent(0)), _) => {
            hits.case("none-away", away, [("name", &name), ("value", &value)]);
        }
        (None, Some(Amount::Percent(100..))) => {
            hits.case("all-there", there, [("name", &name), ("value", &value)]);
        }
        (None, Some(amount)) => judge_number(object, there, amount, hits),
        _ => {}
    }
    judge_others(object, hits);
}

/// Whether as many pods must stay as there are.
fn judge_number(object: &Manifest, place: Node, amount: Amount, hits: &mut Hits) {
    let (mut count, mut places) = (0_i64, Vec::new());
    for pod in object.run.pods_selected_by(object.object) {
        let workload = Workload::new(pod.object, object.run).filter(Workload::is_replicated);
        let Some(workload) = workload else { return };
        let Some(least) = workload.least_replicas() else { return hits.unknown() };
        count = count.saturating_add(least);
        let minimum = workload.autoscaler().map(|scaler| scaler.bounds()[0].place);
        places.push(minimum.unwrap_or(workload.replicas()));
    }
    let (case, needed) = match amount {
        Amount::Pods(number) => ("number", number),
        // As the disruption controller, which rounds up.
        Amount::Percent(percent) => {
            ("percentage", percent.saturating_mul(count).saturating_add(99) / 100)
        }
    };
    if count == 0 || needed < count || hits.met_template() {
        return;
    }
    let (name, value) = (object.name(), place.text().unwrap_or_default());
    let args: [(_, &dyn Display); 4] =
        [("name", &name), ("value", &value), ("needed", &needed), ("count", &count)];
    let beside = hits.case(case, place, args);
    places.into_iter().fold(beside, |beside, place| beside.related("replicas", place));
}

/// Whether another budget is for the same pods, which are then never evicted.
fn judge_others(object: &Manifest, hits: &mut Hits) {
    // Where namespaces are not written, they may be different ones.
    let Some(namespace) = object.namespace() else { return };
    let is_other =
        |other: &Object| other.namespace() == Some(namespace) && other.name() != object.name();
    let shared = object.run.pods_selected_by(object.object).find_map(|pod| {
        let other = pod.selected_by(object.kind).find(is_other)?;
        Some((pod.object.name(), other))
    });
    if let Some((workload, other)) = shared {
        let args: [(_, &dyn Display); 3] =
            [("name", &object.name()), ("other", &other.name()), ("workload", &workload)];
        hits.case("several", object.spec().get("selector"), args)
            .related("other", other.name_node());
    }
}

fn amount(node: Node) -> Option<Amount> {
    match node.str()?.strip_suffix('%') {
        Some(percent) => percent.parse().ok().map(Amount::Percent),
        None => node.int().map(Amount::Pods),
    }
}
