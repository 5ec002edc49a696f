use crate::k8s::Pod;
use crate::npu::{self, Family, SCHEDULE_POLICY};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let requests: Vec<_> = npu::requests_of(pod).collect();
    // CCE labels its nodes in its own way.
    let is_shared = |name| npu::chips_of(name).len() > 1 && npu::family(name) != Some(Family::Cce);
    let shared = requests.iter().find(|npu| is_shared(npu.name));
    let Some(npu) = shared else { return hits.skip() };
    let selector = pod.spec().get("nodeSelector");
    // How an affinity chooses is for its author to know; that it does is enough.
    let affinity = pod.spec().path(["affinity", "nodeAffinity"]);
    let policy = npu::annotation(pod, SCHEDULE_POLICY);
    let is_said = |place: Node| place.exists() || place.is_template();
    let is_selected = npu::LABELS.iter().any(|label| is_said(selector.get(label)));
    if is_selected || is_said(affinity) || is_said(policy) {
        return;
    }
    let chips = npu::names(npu::chips_of(npu.name));
    hits.at(npu.key, [("resource", &npu.name), ("chips", &chips)]);
}
