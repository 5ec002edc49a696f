use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(pod) = workload.pods.first().filter(|_| workload.is_replicated()) else {
        return hits.skip();
    };
    let affinity = pod.spec().path(["affinity", "podAntiAffinity"]);
    let Some(count) = workload.crowd() else { return };
    if affinity.is_template() || pod.spec().get("topologySpreadConstraints").is_template() {
        return hits.unknown();
    }
    if hits.met_template() {
        return;
    }
    let replicas = workload.replicas();
    let is_written = replicas.int().is_some_and(|count| count > 1);
    let place = if is_written { replicas } else { affinity };
    let term = pod.spread_terms().into_iter().next();
    let case = if term.is_some() { "foreign" } else { "none" };
    let mut beside = hits.case(case, place, [("name", &workload.object.name()), ("count", &count)]);
    if let Some(term) = term {
        beside = beside.related("selector", term.get("labelSelector"));
    }
    if let Some(scaler) = workload.autoscaler() {
        let [_, most] = scaler.bounds();
        beside.related("maximum", most.place);
    }
}
