use crate::compose::Service;
use crate::k8s::Container;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if !container.is_lasting() {
        return hits.skip();
    }
    // What the pod has as a whole (Kubernetes 1.34), its containers share.
    let pod = |list, resource| container.pod.spec().path(&["resources", list, resource]);
    for resource in ["cpu", "memory"] {
        let limit = container.limit(resource).or(pod("limits", resource));
        let request = container.request(resource).or(pod("requests", resource)).or(limit);
        judge(hits, container.name(), "resources.requests", resource, request);
        judge(hits, container.name(), "resources.limits", resource, limit);
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let resources = service.get("deploy").get("resources");
    // The settings of before there was `deploy`.
    for (resource, old_limit, old_request) in [
        ("cpus", ["cpus", "cpu_quota"], None),
        ("memory", ["mem_limit"; 2], Some("mem_reservation")),
    ] {
        let limit = resources.path(&["limits", resource]);
        let limit = old_limit.into_iter().fold(limit, |limit, old| limit.or(service.get(old)));
        let request = resources.path(&["reservations", resource]);
        let request = old_request.map_or(request, |old| request.or(service.get(old))).or(limit);
        judge(hits, service.name(), "deploy.resources.reservations", resource, request);
        judge(hits, service.name(), "deploy.resources.limits", resource, limit);
    }
}

fn judge(hits: &mut Hits, name: &str, list: &str, resource: &str, amount: Node) {
    if !amount.exists() {
        hits.at(amount, [("container", &name), ("list", &list), ("resource", &resource)]);
    }
}
