use crate::k8s::Pod;
use crate::npu::{self, SCHEDULE_POLICY};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let requests: Vec<_> = npu::requests_of(pod).collect();
    let shared = requests.iter().find(|npu| npu::chips_of(npu.name).len() > 1);
    let Some(npu) = shared else { return hits.skip() };
    let selector = pod.spec().get("nodeSelector");
    // How an affinity chooses is for its author to know; that it does is enough.
    let affinity = pod.spec().path(&["affinity", "nodeAffinity"]);
    let policy = npu::annotation(pod, SCHEDULE_POLICY);
    let is_said = |place: Node| place.exists() || place.is_template();
    let is_selected = npu::LABELS.iter().any(|label| is_said(selector.get(label)));
    if is_selected || is_said(affinity) || is_said(policy) {
        return;
    }
    let chips = npu::names(npu::chips_of(npu.name));
    hits.at(npu.key, [("resource", &npu.name), ("chips", &chips)]);
}
