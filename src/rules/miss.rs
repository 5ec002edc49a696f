//! Judging selectors that select nothing: the same for all that select.

use std::fmt::Display;

use crate::k8s::Manifest;
use crate::rule::Hits;

/// The rule has the cases `value` and `label`, and the related text `near`.
pub(super) fn judge(object: &Manifest, hits: &mut Hits) {
    if object.run.objects.selects_any(object.object) || hits.met_template() {
        return;
    }
    let Some(miss) = object.run.objects.nearly_selected_by(object.object) else {
        // What it selects is somewhere else.
        return hits.skip_if_known();
    };
    let (label, name, key) = (miss.label(), object.name(), miss.wanted.key());
    let (case, found) = match label.text() {
        Some(value) => ("value", format!("{key}: {value}")),
        None => ("label", key.to_owned()),
    };
    let args: [(_, &dyn Display); 5] = [
        ("name", &name),
        ("wanted", &miss.wanted),
        ("found", &found),
        ("kind", &miss.object.kind),
        ("near", &miss.object.name()),
    ];
    hits.case(case, miss.wanted.place(), args).related("near", label);
}
