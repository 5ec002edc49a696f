use std::fmt::Display;

use crate::finding::Place;
use crate::k8s::Manifest;
use crate::rule::Hits;
use crate::schema::{self, Fault, Known};
use crate::secret;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let catalog = object.run.catalog();
    let kind = match catalog.known(object) {
        Known::Kind(kind) => kind,
        Known::Foreign => return foreign(object, hits),
        Known::Removed => return hits.skip(),
        other => return unknown(object, &other, hits),
    };
    // A part of an object, to be merged into a whole one, is not held against the schema of that.
    let Some(faults) = schema::faults(object.root, kind, catalog) else { return hits.unknown() };
    for fault in faults {
        report(object, &fault, hits);
    }
}

/// A custom resource, if its schema is at hand.
fn foreign(object: &Manifest, hits: &mut Hits) {
    let Some(faults) = object.run.custom_faults(object.object) else { return hits.skip() };
    let of_metadata = schema::metadata_faults(object.root, object.run.catalog());
    for fault in of_metadata.into_iter().chain(faults) {
        report(object, &fault, hits);
    }
}

fn unknown(object: &Manifest, known: &Known, hits: &mut Hits) {
    let target = object.run.minor();
    let (case, place, detail) = match known {
        Known::Since(since) => ("kind-since", "apiVersion", since.to_string()),
        Known::Elsewhere(version) => ("kind-elsewhere", "apiVersion", (*version).to_owned()),
        Known::Near(near) => ("kind-near", "kind", (*near).to_owned()),
        _ => ("kind", "kind", String::new()),
    };
    if is_beyond(object) {
        return hits.unknown();
    }
    let args = [
        ("kind", &object.kind as &dyn Display),
        ("version", &object.api_version),
        ("target", &target),
        ("detail", &detail),
    ];
    hits.case(case, object.root.get(place), args);
}

fn report(object: &Manifest, fault: &Fault, hits: &mut Hits) {
    let target = object.run.minor();
    let is_part = || object.is_part() || object.run.files.is_unfinished(object);
    if (fault.is_unknown() && is_beyond(object)) || (fault.is_missing() && is_part()) {
        return hits.unknown();
    }
    let path = fault.of.path_text();
    let path = if path.is_empty() { object.kind } else { &path };
    let secret = is_secret(object, fault.place);
    let value = fault.place.text().filter(|_| !secret).unwrap_or("…");
    let place = Place { secret, ..fault.place.into() };
    let args = [
        ("path", &path as &dyn Display),
        ("field", &fault.field),
        ("value", &value),
        ("detail", &fault.detail),
        ("target", &target),
    ];
    hits.case(fault.case, place, args);
}

/// Whether the target is older or newer than all versions that are known: who knows what is there.
fn is_beyond(object: &Manifest) -> bool {
    object.run.catalog().minor() != object.run.minor()
}

/// Whether the value is, or may be, a secret: nobody wants it in a report.
fn is_secret(object: &Manifest, value: Node) -> bool {
    let key = value.key().and_then(Node::text).unwrap_or_default();
    let name = value.parent().get("name").text().unwrap_or_default();
    let is_data = matches!(value.parent().key().and_then(Node::text), Some("data" | "stringData"));
    (object.kind == "Secret" && is_data) || [key, name].into_iter().any(secret::is_name)
}
