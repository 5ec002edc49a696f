use std::fmt::Display;

use crate::k8s::{Autoscaler, Manifest, Object};
use crate::nearest::nearest;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(scaler) = Autoscaler::new(object.object) else { return hits.skip() };
    match scaler.target(object.run) {
        Some(target) => judge_group(&scaler, target, hits),
        None => judge_name(object, &scaler, hits),
    }
}

fn judge_name(object: &Manifest, scaler: &Autoscaler, hits: &mut Hits) {
    let written = scaler.target_ref().get("name");
    let (Some(kind), Some(name)) = (scaler.target_kind(), written.str()) else { return };
    let group = scaler.target_group();
    // Where the run has none of a kind, they are made elsewhere.
    let others = object.run.objects.declared(kind, object.namespace(), object.object);
    let others = others.filter(|other| group.is_empty() || other.group() == group);
    if object.run.objects.has_unnamed(kind, object.namespace()) {
        return hits.unknown();
    }
    let Some(near) = nearest(name, others, |other| other.name()) else { return hits.skip() };
    let args: [(_, &dyn Display); 3] = [("kind", &kind), ("name", &name), ("near", &near.name())];
    hits.case("name", written, args).related("near", near.name_node());
}

fn judge_group(scaler: &Autoscaler, target: Object, hits: &mut Hits) {
    let (group, written) = (target.group(), scaler.target_ref().get("apiVersion"));
    // What of old objects became others is a fault of those.
    if group == scaler.target_group() || group == "extensions" || hits.met_template() {
        return;
    }
    let case = if written.exists() { "group" } else { "unset" };
    let args: [(_, &dyn Display); 4] = [
        ("kind", &target.kind),
        ("name", &target.name()),
        ("written", &written.text().unwrap_or_default()),
        ("version", &target.api_version),
    ];
    hits.case(case, written, args).related("target", target.root.get("apiVersion"));
}
