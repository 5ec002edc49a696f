use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let replicas = workload.replicas();
    if !workload.is_replicated() || replicas.int() == Some(0) {
        return hits.skip();
    }
    if workload.least_replicas().is_none_or(|count| count > 1) {
        return;
    }
    let name = workload.object.name();
    if let Some(scaler) = workload.autoscaler() {
        let [minimum, _] = scaler.bounds();
        hits.case("scaled", replicas, [("name", &name), ("field", &minimum.field)])
            .related("minimum", minimum.place);
    } else {
        hits.case("alone", replicas, [("name", &name)]);
    }
}
