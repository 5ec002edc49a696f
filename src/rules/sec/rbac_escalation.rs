use crate::k8s::Manifest;
use crate::k8s::rbac::{Grant, RBAC, is_all, quoted};
use crate::rule::Hits;
use crate::yaml::Node;

/// Verbs that lead beyond what somebody is allowed, and the resources on which they do.
const VERBS: [(&str, &str, &[&str]); 3] = [
    ("escalate", RBAC, &["clusterroles", "roles"]),
    ("bind", RBAC, &["clusterroles", "roles"]),
    ("impersonate", "", &["groups", "serviceaccounts", "users"]),
];

/// A role and a group that may do everything.
const ALMIGHTY: [&str; 2] = ["cluster-admin", "system:masters"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(grants) = object.grants() else { return hits.skip() };
    for grant in grants {
        for (verb, group, resources) in VERBS {
            let found = grant.resources(group, resources);
            let entry = grant.verbs(&[verb]).into_iter().next();
            let Some(entry) = entry.filter(|_| !found.is_empty()) else { continue };
            if verb != "escalate" && is_limited(&grant) {
                continue;
            }
            // A wildcard is one fault, wherever it stands.
            let wildcard = grant.wildcard().filter(|_| is_all(entry));
            let place = wildcard.map_or(entry, |(_, wildcard)| wildcard);
            let resources = quoted(found);
            hits.case(
                verb,
                place,
                [("kind", &object.kind), ("name", &object.name()), ("resources", &resources)],
            );
        }
    }
}

/// Whether it is about certain roles or people only, and none of them may do everything. Of a role
/// that may be rewritten, the name says nothing.
fn is_limited(grant: &Grant) -> bool {
    let is_almighty = |name: Node| name.str().is_some_and(|name| ALMIGHTY.contains(&name));
    grant.is_narrowed() && !grant.names().any(is_almighty)
}
