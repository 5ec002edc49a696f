use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(scaler) = workload.autoscaler() else { return hits.skip() };
    let replicas = workload.replicas();
    let Some(count) = replicas.int() else { return };
    // Zero is how one switches a HorizontalPodAutoscaler off.
    if count == 0 && !scaler.is_keda() {
        return;
    }
    let (kind, name) = (scaler.object.kind, workload.object.name());
    hits.at(replicas, [("name", &name), ("count", &count), ("kind", &kind)])
        .related("autoscaler", scaler.target_ref());
}
