use crate::k8s::{Pod, Quantity};
use crate::npu::{self, SCHEDULE_POLICY, SOFT_SHARE};
use crate::rule::Hits;
use crate::yaml::Node;

const QUOTA: &str = "huawei.com/scheduler.softShareDev.aicoreQuota";
const MEMORY: &str = "huawei.com/scheduler.softShareDev.hbmQuota";
const POLICY: &str = "huawei.com/scheduler.softShareDev.policy";

/// Source: Ascend/mind-cluster, `component/ascend-for-volcano/internal/npu/policy/chip1softsharedev/job.go`.
const POLICIES: [&str; 3] = ["fixed-share", "elastic", "best-effort"];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let annotation = npu::annotation(pod, SCHEDULE_POLICY);
    if annotation.str() != Some(SOFT_SHARE) {
        return hits.skip();
    }
    let labels = [QUOTA, MEMORY, POLICY].map(|name| (name, npu::label(pod, name)));
    let [(_, quota), (_, memory), (_, policy)] = labels;
    for (name, _) in labels.into_iter().filter(|(_, label)| is_missing(*label)) {
        if !hits.met_template() {
            hits.case("missing", annotation, [("label", &name)]);
        }
    }
    let percent = number(quota).filter(|percent| (1..=100).contains(percent));
    if let (Some(value), None) = (quota.str(), percent) {
        hits.case("quota", quota, [("value", &value)]);
    }
    if let (Some(value), None) = (memory.str(), number(memory).filter(|size| *size >= 1)) {
        hits.case("memory", memory, [("value", &value)]);
    }
    if let Some(value) = policy.str().filter(|value| !POLICIES.contains(value)) {
        hits.case("policy", policy, [("value", &value)]);
    }
    let Some(percent) = percent else { return };
    for npu in npu::requests_of(pod) {
        let amount = Quantity::of(npu.amount()).and_then(Quantity::whole);
        if let Some(amount) = amount.filter(|amount| *amount != percent) {
            hits.case(
                "amount",
                npu.amount(),
                [("resource", &npu.name), ("amount", &amount), ("percent", &percent)],
            )
            .related("quota", quota);
        }
    }
}

fn is_missing(label: Node) -> bool {
    !label.exists() && !label.is_template()
}

/// Labels are text, which Volcano reads as a number.
fn number(label: Node) -> Option<i64> {
    label.str()?.parse().ok()
}
