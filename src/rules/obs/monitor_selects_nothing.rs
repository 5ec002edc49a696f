use std::fmt::Display;

use crate::k8s::{Endpoint, Manifest, Object, Pod, Selector};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::rules::miss;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let objects = &object.run.objects;
    if !object.is_monitor() {
        return hits.skip();
    }
    if objects.selects_any(object.object) {
        for endpoint in object.endpoints() {
            match endpoint {
                Endpoint::OfService(port) => judge_service_port(object, port, hits),
                Endpoint::OfPod(port) => judge_container_port(object, port, hits),
            }
        }
    } else if let Some(other) = object.selects_elsewhere(objects) {
        let args: [(_, &dyn Display); 3] = [
            ("name", &object.name()),
            ("own", &object.namespace().unwrap_or_default()),
            ("other", &other.namespace().unwrap_or_default()),
        ];
        hits.case("namespace", object.spec().get("namespaceSelector"), args)
            .related("elsewhere", other.root.path(["metadata", "namespace"]));
    } else if object.watches_cluster() {
        hits.skip();
    } else {
        miss::judge(object, hits);
    }
}

fn judge_service_port(object: &Manifest, port: Node, hits: &mut Hits) {
    let services: Vec<_> = object.run.objects.services_selected_by(object.object).collect();
    let names = || services.iter().flat_map(Object::ports).map(|port| port.get("name"));
    // The names behind a Service without a selector stand in its endpoints.
    let is_by_hand =
        |service: &Object| Selector::of_pods(*service).is_none_or(Selector::is_nothing);
    let Some(wanted) = port.str().filter(|name| is_name(name)) else { return };
    if names().any(|name| name.str() == Some(wanted))
        || services.iter().any(is_by_hand)
        || hits.met_template()
    {
        return;
    }
    let service = services[0];
    let near = nearest(wanted, names().filter(|name| name.exists()), text);
    let case = if near.is_some() { "service-port" } else { "nameless" };
    let place = near.unwrap_or(service.spec().get("ports"));
    let args: [(_, &dyn Display); 4] = [
        ("name", &object.name()),
        ("port", &wanted),
        ("service", &service.name()),
        ("near", &text(&place)),
    ];
    hits.case(case, port, args).related("declared", place);
}

fn judge_container_port(object: &Manifest, port: Node, hits: &mut Hits) {
    let (run, own) = (object.run, object.object);
    let services = run.objects.services_selected_by(own);
    let behind = services.flat_map(|service| run.pods_selected_by(service));
    let pods: Vec<Pod> = run.pods_selected_by(own).chain(behind).collect();
    let Some(wanted) = port.str() else { return };
    // Prometheus knows of no other ports than those that are declared.
    let has = |port: Node| {
        [port.get("name"), port.get("containerPort")].iter().any(|n| n.str() == Some(wanted))
    };
    let is_judged = !pods.is_empty() && (!port.is_text() || is_name(wanted));
    if !is_judged || pods.iter().flat_map(Pod::ports).any(has) || hits.met_template() {
        return;
    }
    if !pods.iter().all(Pod::is_whole) {
        return hits.unknown();
    }
    let (name, workload) = (own.name(), pods[0].object.name());
    hits.case(
        "container-port",
        port,
        [("name", &name), ("port", &wanted), ("workload", &workload)],
    )
    .related("workload", pods[0].object.name_node());
}

/// Whether this is a name, and no pattern that the operator happens to take.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn text<'a>(node: &Node<'a>) -> &'a str {
    node.text().unwrap_or_default()
}
