use crate::k8s::{Autoscaler, Container, Manifest, Utilisation, Workload};
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(scaler) = Autoscaler::new(object.object) else { return hits.skip() };
    let metrics = scaler.utilisations();
    let target = scaler.target(object.run).and_then(|target| Workload::new(target, object.run));
    let Some(target) = target.filter(|_| !metrics.is_empty()) else { return hits.skip() };
    for metric in metrics {
        judge(&metric, &target, hits);
    }
}

fn judge(metric: &Utilisation, target: &Workload, hits: &mut Hits) {
    let containers = target.containers.iter().filter(|container| is_measured(container, metric));
    let lacking = || containers.clone().filter(|container| !is_requested(container, metric));
    let names: Vec<_> = lacking().map(Container::name).collect();
    if names.is_empty() {
        return;
    }
    // What the containers have in common, or what completes them, may hold the request.
    let is_unknown = |container: &Container| {
        container.request(metric.resource).is_template() || container.pod.is_patch()
    };
    if lacking().any(is_unknown) {
        return hits.unknown();
    }
    let case = if metric.place.exists() { "metric" } else { "default" };
    let names = names.join("\", \"");
    let args = [("resource", &metric.resource as &dyn std::fmt::Display), ("containers", &names)];
    let mut beside = hits.case(case, metric.place, args);
    for container in lacking() {
        beside = beside.related("container", container.node.get("name"));
    }
}

/// Whether the metric adds this container in: all that stay, or the one that it names.
fn is_measured(container: &Container, metric: &Utilisation) -> bool {
    container.is_lasting() && metric.container.is_none_or(|name| name == container.name())
}

fn is_requested(container: &Container, metric: &Utilisation) -> bool {
    let of_pod = ["requests", "limits"]
        .map(|list| container.pod.spec().path(["resources", list, metric.resource]));
    container.request(metric.resource).exists()
        || (metric.container.is_none() && of_pod.iter().any(|amount| amount.exists()))
        || container.pod.has_default_request(metric.resource)
}
