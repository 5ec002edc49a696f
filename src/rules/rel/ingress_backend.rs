use std::fmt::Display;

use crate::k8s::{Backend, Manifest, Object, port};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let objects = &object.run.objects;
    let mut judged = false;
    for backend in object.backends() {
        // Where the run has no Services, they are made elsewhere.
        let mut services = objects.declared("Service", backend.namespace, object.object).peekable();
        if services.peek().is_none() {
            continue;
        }
        judged = true;
        let Some(name) = backend.name.str() else { continue };
        match objects.find("Service", backend.namespace, name) {
            Some(service) => judge_port(object, &backend, service, hits),
            None if objects.may_have_service(backend.namespace, name) => hits.unknown(),
            None => {
                let near = nearest(name, services, |service| service.name());
                let near = near.expect("internal: a kind that is declared has an object");
                let args: [(_, &dyn Display); 3] =
                    [("kind", &object.kind), ("service", &name), ("near", &near.name())];
                hits.case("service", backend.name, args).related("near", near.name_node());
            }
        }
    }
    if !judged {
        hits.skip();
    }
}

fn judge_port(object: &Manifest, backend: &Backend, service: Object, hits: &mut Hits) {
    let Some(wanted) = backend.port.str().filter(|_| !service.is_external_name()) else { return };
    // What ingress-nginx takes too, though the API asks for the port of the Service.
    let takes_target = object.kind == "Ingress"
        && object.ingress_class().str().is_none_or(|class| class.contains("nginx"));
    let has = |port: Node| {
        [port.get("port"), port.get("name")].iter().any(|node| node.str() == Some(wanted))
            || (takes_target && port::target(port).str() == Some(wanted))
    };
    if service.ports().len() == 0 || service.ports().any(has) || hits.met_template() {
        return;
    }
    let ports: Vec<_> = service.ports().filter_map(|port| port.get("port").text()).collect();
    let place = service.spec().get("ports");
    let args: [(_, &dyn Display); 4] = [
        ("kind", &object.kind),
        ("service", &service.name()),
        ("port", &wanted),
        ("ports", &ports.join(", ")),
    ];
    hits.case("port", backend.port, args).related("ports", place);
}
