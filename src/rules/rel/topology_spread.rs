use std::fmt::Display;

use crate::k8s::{Pod, Workload};
use crate::rule::Hits;
use crate::yaml::Node;

const MODES: [&str; 2] = ["DoNotSchedule", "ScheduleAnyway"];
const POLICIES: [&str; 2] = ["Honor", "Ignore"];

/// Labels that controllers give to their pods, beside those of the template.
const OF_CONTROLLERS: [&str; 9] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let constraints: Vec<Node> = pod.spec().get("topologySpreadConstraints").items().collect();
    if constraints.is_empty() {
        return hits.skip();
    }
    for (index, constraint) in constraints.iter().enumerate() {
        judge_numbers(*constraint, hits);
        judge_words(*constraint, hits);
        judge_twice(*constraint, &constraints[..index], hits);
        judge_selector(pod, *constraint, hits);
    }
}

fn judge_numbers(constraint: Node, hits: &mut Hits) {
    let (skew, domains) = (constraint.get("maxSkew"), constraint.get("minDomains"));
    for (field, place) in [("maxSkew", skew), ("minDomains", domains)] {
        if let Some(value) = place.int().filter(|value| *value < 1) {
            hits.case("number", place, [("field", &field), ("value", &value)]);
        }
    }
    let mode = constraint.get("whenUnsatisfiable");
    if domains.exists() && mode.str() == Some("ScheduleAnyway") {
        hits.case("domains", domains, []).related("mode", mode);
    }
}

fn judge_words(constraint: Node, hits: &mut Hits) {
    let words = [
        ("whenUnsatisfiable", MODES),
        ("nodeAffinityPolicy", POLICIES),
        ("nodeTaintsPolicy", POLICIES),
    ];
    for (field, allowed) in words {
        let place = constraint.get(field);
        if let Some(value) = place.str().filter(|value| !allowed.contains(value)) {
            let allowed = allowed.join("\", \"");
            hits.case("word", place, [("field", &field), ("value", &value), ("allowed", &allowed)]);
        }
    }
    let key = constraint.get("topologyKey");
    if key.str().is_none_or(str::is_empty) && !key.is_template() {
        hits.case("key", key, []);
    }
}

/// Kubernetes takes two for one if they have the same key and the same mode.
fn judge_twice(constraint: Node, before: &[Node], hits: &mut Hits) {
    let (key, mode) = (constraint.get("topologyKey"), constraint.get("whenUnsatisfiable"));
    let (Some(name), Some(when)) = (key.str(), mode.str()) else { return };
    let is_same = |other: &&Node| {
        other.get("topologyKey").str() == Some(name)
            && other.get("whenUnsatisfiable").str() == Some(when)
    };
    if let Some(other) = before.iter().find(is_same) {
        let args: [(_, &dyn Display); 2] = [("key", &name), ("mode", &when)];
        hits.case("twice", key, args).related("first", other.get("topologyKey"));
    }
}

fn judge_selector<'a>(pod: &Pod<'a>, constraint: Node<'a>, hits: &mut Hits) {
    let selector = constraint.get("labelSelector");
    let labels = selector.get("matchLabels").entries().map(|(key, _)| key);
    let expressions = selector.get("matchExpressions").items().map(|each| each.get("key"));
    let keys: Vec<_> = labels.chain(expressions).filter_map(Node::text).collect();
    for key in constraint.get("matchLabelKeys").items() {
        if let Some(name) = key.str().filter(|name| keys.contains(name)) {
            hits.case("keys", key, [("key", &name)]);
        }
    }
    let is_crowded =
        || Workload::new(pod.object, pod.run).is_some_and(|workload| workload.crowd().is_some());
    // Operators add labels of their own, as do controllers. That nothing at all keeps the copies
    // apart is another fault.
    if !pod.object.is_built_in()
        || keys.iter().any(|key| OF_CONTROLLERS.contains(key))
        || pod.is_counted_by(constraint)
        || is_crowded()
        || hits.met_template()
    {
        return;
    }
    let case = if selector.exists() { "foreign" } else { "none" };
    hits.case(case, selector, []).related("labels", pod.labels());
}
