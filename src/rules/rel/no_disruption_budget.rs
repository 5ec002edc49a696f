use std::fmt::Display;

use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(pod) = workload.pods.first().filter(|_| workload.is_replicated()) else {
        return hits.skip();
    };
    let Some(count) = workload.least_replicas().filter(|count| *count > 1) else {
        return hits.skip_if_known();
    };
    if pod.selected_by("PodDisruptionBudget").next().is_some() || hits.met_template() {
        return;
    }
    let args: [(_, &dyn Display); 2] = [("name", &workload.object.name()), ("count", &count)];
    let beside = hits.at(workload.replicas(), args);
    if let Some(scaler) = workload.autoscaler() {
        let [minimum, _] = scaler.bounds();
        beside.related("minimum", minimum.place);
    }
}
