use std::fmt::Display;

use crate::k8s::{Object, Pod, Reference};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let namespace = pod.object.namespace();
    let mut judged = false;
    for reference in pod.references() {
        // Where the run has none of a kind, they are made elsewhere.
        let mut declared = pod.run.objects.declared(reference.kind, namespace, pod.object);
        if reference.optional || declared.next().is_none() {
            continue;
        }
        judged = true;
        judge(pod, &reference, hits);
    }
    if !judged {
        hits.skip();
    }
}

fn judge<'a>(pod: &Pod<'a>, reference: &Reference<'a>, hits: &mut Hits) {
    let (kind, namespace) = (reference.kind, pod.object.namespace());
    let Some(name) = reference.name.str() else { return };
    let object = pod.run.objects.find(kind, namespace, name);
    let lacking = object.map_or_else(Vec::new, |object| lacking_keys(reference, object));
    let is_there = object.is_some() && lacking.is_empty();
    if is_there || pod.run.objects.is_made(kind, namespace, name) {
        return;
    }
    let Some(object) = object else {
        if pod.run.objects.has_unnamed(kind, namespace) {
            return hits.unknown();
        }
        let declared = pod.run.objects.declared(kind, namespace, pod.object);
        let near = nearest(name, declared, |object| object.name());
        let near = near.expect("internal: a kind that is declared has an object");
        let place = near.name_node();
        let args: [(_, &dyn Display); 3] =
            [("kind", &kind), ("name", &name), ("near", &near.name())];
        hits.case("object", reference.name, args).related("near", place);
        return;
    };
    for key in lacking {
        judge_key(kind, object, key, hits);
    }
}

/// The keys that a reference needs and the object does not have.
fn lacking_keys<'a>(reference: &Reference<'a>, object: Object<'a>) -> Vec<Node<'a>> {
    let existing: Vec<&str> = keys(object).filter_map(Node::text).collect();
    let lacks = |key: &Node| key.str().is_some_and(|key| !existing.contains(&key));
    reference.keys().filter(lacks).collect()
}

fn judge_key(kind: &str, object: Object, wanted: Node, hits: &mut Hits) {
    // The cluster fills it.
    if object.root.get("type").text() == Some("kubernetes.io/service-account-token") {
        return;
    }
    if FIELDS.iter().any(|field| object.root.get(field).is_template()) {
        return hits.unknown();
    }
    let (key, name) = (wanted.text().unwrap_or_default(), object.name());
    match nearest(key, keys(object), |key| key.text().unwrap_or_default()) {
        Some(near) => {
            let other = near.text().unwrap_or_default();
            let args: [(_, &dyn Display); 4] =
                [("kind", &kind), ("name", &name), ("key", &key), ("near", &other)];
            hits.case("key", wanted, args).related("near", near);
        }
        None => {
            hits.case("empty", wanted, [("kind", &kind), ("name", &name), ("key", &key)])
                .related("object", object.name_node());
        }
    }
}

const FIELDS: [&str; 3] = ["data", "binaryData", "stringData"];

fn keys(object: Object<'_>) -> impl Iterator<Item = Node<'_>> {
    FIELDS.into_iter().flat_map(move |field| object.root.get(field).entries()).map(|(key, _)| key)
}
