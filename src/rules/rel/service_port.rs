use std::fmt::Display;

use crate::k8s::{Manifest, Pod, port};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.is_external_name() || pods(object).next().is_none() {
        return hits.skip_if_known();
    }
    for port in object.ports() {
        let target = port::target(port);
        match target.str() {
            None => {}
            Some(wanted) if !target.is_text() => judge_number(object, target, wanted, hits),
            Some(wanted) if wanted.parse::<u16>().is_ok() => {
                hits.case("quoted", target, [("service", &object.name()), ("port", &wanted)]);
            }
            Some(wanted) => judge_name(object, target, wanted, port::protocol(port), hits),
        }
    }
}

/// Endpoints are made pod by pod: one that has the port is enough.
fn judge_name(object: &Manifest, target: Node, wanted: &str, protocol: &str, hits: &mut Hits) {
    let ports = || pods(object).flat_map(|pod| pod.ports());
    let same_name = || ports().filter(|port| port.get("name").str() == Some(wanted));
    if same_name().any(|port| port::protocol(port) == protocol) || hits.met_template() {
        return;
    }
    if pods(object).any(|pod| !pod.is_whole()) {
        return hits.unknown();
    }
    let other = same_name().next();
    let named = ports().map(|port| port.get("name")).filter(|name| name.exists());
    let near = nearest(wanted, named, |name| name.text().unwrap_or_default());
    let case = match near {
        Some(_) if other.is_some() => "protocol",
        Some(_) => "name",
        None => "nameless",
    };
    let args: [(_, &dyn Display); 5] = [
        ("service", &object.name()),
        ("port", &wanted),
        ("protocol", &protocol),
        ("other", &other.map_or("", port::protocol)),
        ("near", &near.and_then(Node::text).unwrap_or_default()),
    ];
    let beside = hits.case(case, target, args);
    if let Some(near) = near {
        beside.related("declared", near);
    }
}

fn judge_number(object: &Manifest, target: Node, wanted: &str, hits: &mut Hits) {
    // Who asks for a headless Service gets addresses, and chooses the port.
    let is_ruled_out = !object.is_headless() && pods(object).all(|pod| pod.rules_out(wanted));
    if !is_ruled_out || hits.met_template() {
        return;
    }
    let numbers = pods(object).flat_map(|pod| pod.ports()).map(|port| port.get("containerPort"));
    let near = nearest(wanted, numbers, |number| number.text().unwrap_or_default());
    let near = near.expect("internal: only pods that declare ports rule one out");
    let text = near.text().unwrap_or_default();
    hits.case("number", target, [("service", &object.name()), ("port", &wanted), ("near", &text)])
        .related("declared", near);
}

fn pods<'a>(object: &Manifest<'a>) -> impl Iterator<Item = Pod<'a>> {
    object.run.pods_selected_by(object.object)
}
