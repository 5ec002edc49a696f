use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let replicas = workload.replicas();
    if !workload.is_replicated() || replicas.int() == Some(0) {
        return hits.skip();
    }
    let name = workload.object.name();
    let written = if replicas.exists() { replicas.int() } else { Some(1) };
    let Some([minimum, _]) = workload.autoscaler().map(|scaler| scaler.bounds()) else {
        if written.is_some_and(|count| count < 2) {
            hits.case("alone", replicas, [("name", &name)]);
        }
        return;
    };
    if written.zip(minimum.count).is_some_and(|(written, least)| written.max(least) < 2) {
        hits.case("scaled", replicas, [("name", &name), ("field", &minimum.field)])
            .related("minimum", minimum.place);
    }
}
