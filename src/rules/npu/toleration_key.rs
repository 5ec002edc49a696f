use crate::fix::Edit;
use crate::k8s::Pod;
use crate::npu::{self, Family, Request};
use crate::rule::Hits;
use crate::yaml::Node;

/// Labels of NPU nodes, with which administrators taint them too. Sources: Ascend/mind-cluster,
/// `docs/en/scheduling/api/k8s.md`; CCE, labels of its node pools.
const NODE_LABELS: [&str; 3] = [
    "accelerator/huawei-npu",
    "huawei.com/scheduler.chip1softsharedev.enable",
    "node.kubernetes.io/npu.chip.name",
];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let npus: Vec<_> = npu::requests_of(pod).collect();
    let tolerations = || pod.spec().get("tolerations").items();
    let own = &pod.run.options.npu_resources;
    let is_strange = |key: &str| is_strange(key, own);
    let strange = |toleration: Node| toleration.get("key").str().is_some_and(is_strange);
    if npus.is_empty() && !tolerations().any(strange) {
        return hits.skip();
    }
    // One that fits is enough: others beside it do no harm.
    let fitting = tolerations().any(|toleration| npus.iter().any(|npu| fits(toleration, npu)));
    for toleration in tolerations() {
        let key = toleration.get("key");
        let Some(name) = key.str().filter(|name| npu::is_npu_like(name, own)) else { continue };
        let case = if is_strange(name) { "unknown" } else { "other" };
        if case == "other" && (fitting || npus.is_empty()) {
            continue;
        }
        let npu = npus.iter().find(|npu| !npu::is_part(npu.name));
        let wanted = npu::nearest(npu.map_or(name, |npu| npu.name), own);
        let mut hit = hits.case(case, key, [("key", &name), ("resource", &wanted)]);
        if let Some(npu) = npu {
            hit = hit.related("request", npu.key);
        }
        // Another word may be what a cluster really calls its taint.
        if wanted.eq_ignore_ascii_case(name) {
            hit.fix([Edit::replace(key, &wanted)]);
        }
    }
}

/// Whether nothing that is known puts a taint of this name on a node.
fn is_strange(key: &str, own: &[String]) -> bool {
    npu::is_npu_like(key, own) && !npu::is_registered(key, own) && !NODE_LABELS.contains(&key)
}

/// Whether a toleration lets the pod onto the nodes that have what it requests.
fn fits(toleration: Node, npu: &Request) -> bool {
    let Some(key) = toleration.get("key").str() else { return true };
    // A slice or a mixed card is on a node that is named after the whole card; which cards are
    // divided on demand, the resource does not tell.
    let of_card =
        npu.name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    of_card || NODE_LABELS.contains(&key) || npu::family(npu.name) == Some(Family::DynamicVnpu)
}
