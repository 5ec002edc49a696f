use crate::k8s::Manifest;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(grants) = object.grants() else { return hits.skip() };
    for grant in grants {
        let Some(wildcard) = grant.wildcard() else { continue };
        // The list that the entry stands in.
        let field = wildcard.parent().key().and_then(Node::text).unwrap_or_default();
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
