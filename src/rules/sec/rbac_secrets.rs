use crate::k8s::Manifest;
use crate::k8s::rbac::{READING, is_all, quoted};
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(grants) = object.grants() else { return hits.skip() };
    for grant in grants.filter(|grant| !grant.is_narrowed()) {
        let verbs = grant.verbs(&READING);
        if verbs.is_empty() {
            continue;
        }
        let verbs = quoted(verbs);
        for secrets in grant.resources("", &["secrets"]) {
            let case = if is_all(secrets) { "all" } else { "named" };
            hits.case(
                case,
                secrets,
                [("kind", &object.kind), ("name", &object.name()), ("verbs", &verbs)],
            );
        }
    }
}
