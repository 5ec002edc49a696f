use crate::k8s::{Manifest, Object};
use crate::rule::Hits;

const LABELS: [&str; 2] = ["app.kubernetes.io/name", "app.kubernetes.io/version"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if !object.root.get("metadata").is_mapping() || object.is_part() {
        return hits.skip();
    }
    let labels = object.labels();
    let missing: Vec<_> = LABELS.into_iter().filter(|label| !labels.get(label).exists()).collect();
    let Some(first) = missing.first() else { return };
    if object.run.objects.of_kind("Kustomization").any(adds_labels) {
        return hits.unknown();
    }
    let missing = missing.join(", ");
    hits.at(
        labels.get(first),
        [("kind", &object.kind), ("name", &object.name()), ("missing", &missing)],
    );
}

/// Whether a kustomization adds labels to what it takes in.
fn adds_labels(kustomization: &Object) -> bool {
    ["labels", "commonLabels"].iter().any(|key| kustomization.root.get(key).exists())
}
