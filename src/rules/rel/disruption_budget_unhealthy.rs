use crate::k8s::Manifest;
use crate::rule::Hits;

/// The minor version from which on the field has an effect.
const SINCE: u32 = 27;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.group() != "policy" || object.run.minor() < SINCE {
        return hits.skip();
    }
    let policy = object.spec().get("unhealthyPodEvictionPolicy");
    if !policy.exists() {
        hits.at(policy, [("name", &object.name())]);
    }
}
