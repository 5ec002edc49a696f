use crate::k8s::Workload;
use crate::rule::Hits;
use crate::yaml::Node;

const PREFIX: &str = "prometheus.io/";

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(pod) = workload.pods.first().filter(|_| workload.is_long_running()) else {
        return hits.skip();
    };
    let exposed = workload.pods.iter().any(|pod| {
        // Prometheus finds annotated Services as well as annotated pods.
        is_annotated(pod.annotations())
            || pod.selected_by("Service").any(|service| is_annotated(service.annotations()))
            || pod.monitor().is_some()
    });
    if exposed || hits.met_template() {
        return;
    }
    let place = pod.annotations().get("prometheus.io/scrape");
    let name = workload.object.name();
    let mut own = workload.object.annotations().entries();
    let misplaced = own.find(|(key, _)| key.text().is_some_and(|key| key.starts_with(PREFIX)));
    match misplaced.filter(|_| workload.object.kind != "Pod") {
        Some((key, _)) => {
            hits.case("misplaced", place, [("name", &name)]).related("misplaced", key);
        }
        None => {
            hits.case("nowhere", place, [("name", &name)]);
        }
    }
}

/// Whether annotations tell Prometheus to collect: by saying so, or by saying where.
fn is_annotated(annotations: Node) -> bool {
    let scrape = annotations.get("prometheus.io/scrape");
    if scrape.exists() {
        return scrape.str() == Some("true");
    }
    ["prometheus.io/port", "prometheus.io/path"].iter().any(|key| annotations.get(key).exists())
}
