use crate::k8s::Manifest;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(grants) = object.grants() else { return hits.skip() };
    for grant in grants {
        let Some((field, wildcard)) = grant.wildcard() else { continue };
        let [verbs, resources, groups] =
            ["verbs", "resources", "apiGroups"].map(|list| grant.list(list));
        hits.case(
            field,
            wildcard,
            [
                ("kind", &object.kind),
                ("name", &object.name()),
                ("verbs", &verbs),
                ("resources", &resources),
                ("groups", &groups),
            ],
        );
    }
}
