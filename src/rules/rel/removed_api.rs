use std::fmt::Display;

use crate::k8s::Manifest;
use crate::rule::Hits;
use crate::schema::{Deprecation, Known};

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(entry) = Deprecation::find(object.api_version, object.kind) else {
        if matches!(object.run.catalog().known(object), Known::Foreign) {
            hits.skip();
        }
        return;
    };
    let target = object.run.minor();
    let replacement = entry.replacement(object.run.catalog()).map(|(version, kind)| {
        if kind == object.kind { version.to_owned() } else { format!("{version} {kind}") }
    });
    let case = match (entry.is_removed_in(target), entry.removed, &replacement) {
        (true, _, Some(_)) => "removed",
        (true, _, None) => "removed-for-good",
        (false, _, _) if !entry.is_deprecated_in(target) => return,
        (false, Some(_), Some(_)) => "deprecated",
        (false, None, Some(_)) => "outdated",
        (false, _, None) => "discouraged",
    };
    let removed = entry.removed.unwrap_or_default();
    let replacement = replacement.unwrap_or_default();
    let args = [
        ("kind", &object.kind as &dyn Display),
        ("version", &object.api_version),
        ("removed", &removed),
        ("target", &target),
        ("replacement", &replacement),
    ];
    hits.case(case, object.root.get("apiVersion"), args);
}
