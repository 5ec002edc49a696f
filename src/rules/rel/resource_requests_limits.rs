use crate::compose::Service;
use crate::k8s::Container;
use crate::rule::Hits;
use crate::yaml::Node;

/// An amount by its list and resource: `("requests", "cpu", …)`.
type Amount<'a> = (&'static str, &'static str, Node<'a>);

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if !container.is_lasting() {
        return hits.skip();
    }
    let own = container.node.get("resources");
    // What the pod has as a whole (Kubernetes 1.34), its containers share.
    let shared = container.pod.spec().get("resources");
    let amounts = ["cpu", "memory"].map(|resource| {
        let [request, of_pod] = [own, shared].map(|of| of.get("requests").get(resource));
        let [limit, most] = [own, shared].map(|of| of.get("limits").get(resource));
        // What has a limit only requests as much.
        let request = request.or(limit).or(of_pod).or(most);
        [("requests", resource, request), ("limits", resource, limit.or(most))]
    });
    judge(container.name(), amounts, hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let resources = service.get("deploy").get("resources");
    // The settings of before there was `deploy`.
    let amounts = [
        ("cpus", ["cpus", "cpu_quota"], None),
        ("memory", ["mem_limit"; 2], Some("mem_reservation")),
    ]
    .map(|(resource, old_limit, old_request)| {
        let limit = resources.path(["limits", resource]);
        let limit = old_limit.into_iter().fold(limit, |limit, old| limit.or(service.get(old)));
        let request = resources.path(["reservations", resource]);
        let request = old_request.map_or(request, |old| request.or(service.get(old))).or(limit);
        [("reservations", resource, request), ("limits", resource, limit)]
    });
    judge(service.name(), amounts, hits);
}

/// What is missing at one place is said at once.
fn judge(name: &str, amounts: [[Amount; 2]; 2], hits: &mut Hits) {
    let mut missing: Vec<(Node, Vec<String>)> = Vec::new();
    for (list, resource, node) in amounts.into_iter().flatten().filter(|amount| !amount.2.exists())
    {
        let field = format!("{list}.{resource}");
        match missing.iter_mut().find(|(other, _)| other.span() == node.span()) {
            Some((_, fields)) => fields.push(field),
            None => missing.push((node, vec![field])),
        }
    }
    for (place, mut fields) in missing {
        fields.sort();
        hits.at(place, [("container", &name), ("missing", &fields.join(", "))]);
    }
}
