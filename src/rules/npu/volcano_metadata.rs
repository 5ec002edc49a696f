use crate::k8s::{Container, Manifest, Pod};
use crate::npu::{self, Family, SCHEDULE_POLICY};
use crate::rule::Hits;

/// Source: Ascend/mind-cluster, `docs/en/scheduling/api/volcano.md`.
const FAULTS: [&str; 3] = ["grace", "force", "off"];

/// The prefix of the `ConfigMap` into which the rank table of a job is written.
const RANK_TABLE: &str = "rings-config-";

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let requests: Vec<_> = npu::requests_of(pod).collect();
    let card = requests.iter().find(|npu| npu::family_of(npu, pod) == Some(Family::MindCluster));
    let Some(card) = card else { return hits.skip() };
    let fault = npu::label(pod, "fault-scheduling");
    if let Some(value) = fault.str().filter(|value| !FAULTS.contains(value)) {
        hits.case("fault", fault, [("value", &value)]);
    }
    let policy = npu::annotation(pod, SCHEDULE_POLICY);
    let is_unknown = |value: &&str| npu::hardware(SCHEDULE_POLICY, value).is_none();
    if let Some(value) = policy.str().filter(is_unknown) {
        hits.case("policy", policy, [("value", &value)]);
    }
    let ring = npu::label(pod, npu::RING_CONTROLLER);
    let says_nothing = !ring.exists() && !policy.exists();
    if npu::is_volcano(pod) == Some(true) && says_nothing && !hits.met_template() {
        hits.case("missing", card.key, [("resource", &card.name)]);
    }
    let mut lasting = pod.containers().filter(Container::is_lasting);
    if pod.object.kind == "AscendJob" && lasting.all(|container| container.name() != "ascend") {
        let Some(first) = pod.containers().find(Container::is_lasting) else { return };
        hits.case("container", first.node.get("name"), [("container", &first.name())]);
    }
}

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.kind != "ConfigMap" || !object.name().starts_with(RANK_TABLE) {
        return hits.skip();
    }
    let label = object.labels().get(npu::RING_CONTROLLER);
    if !label.exists() && !hits.met_template() {
        hits.case("rank-table", label, [("name", &object.name())]);
    }
}
