use crate::k8s::Manifest;
use crate::rule::Hits;

/// What deletes a Job when it is done, or before the next one: all of them do by default.
const HOOKS: [&str; 2] = ["helm.sh/hook", "argocd.argoproj.io/hook"];
/// What ends one that does not end well.
const LIMITS: [&str; 4] =
    ["activeDeadlineSeconds", "backoffLimit", "backoffLimitPerIndex", "podFailurePolicy"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let owners = object.root.path(["metadata", "ownerReferences"]);
    if object.group() != "batch" || owners.exists() || object.is_part() {
        return hits.skip();
    }
    let spec = object.spec();
    let is_hook = HOOKS.iter().any(|hook| object.annotations().get(hook).exists());
    let ttl = spec.get("ttlSecondsAfterFinished");
    if !ttl.exists() && !is_hook {
        hits.case("kept", ttl, [("name", &object.name())]);
    }
    if !LIMITS.iter().any(|limit| spec.get(limit).exists()) {
        hits.case("endless", spec.get(LIMITS[0]), [("name", &object.name())]);
    }
}
