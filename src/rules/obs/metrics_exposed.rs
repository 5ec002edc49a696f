use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(pod) = workload.pods.first().filter(|_| workload.is_long_running()) else {
        return hits.skip();
    };
    if workload.is_scraped() || hits.met_template() {
        return;
    }
    let place = pod.annotations().get("prometheus.io/scrape");
    let name = workload.object.name();
    match workload.misplaced_annotations().next() {
        Some(key) => {
            hits.case("misplaced", place, [("name", &name)]).related("misplaced", key);
        }
        None => {
            hits.case("nowhere", place, [("name", &name)]);
        }
    }
}
