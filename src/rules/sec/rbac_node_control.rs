use crate::k8s::Manifest;
use crate::rule::Hits;

/// Rights that lead to a node, or past the control plane: the message, the verbs, the API group and
/// the resources.
const RIGHTS: [(&str, &[&str], &str, &[&str]); 5] = [
    ("kubelet", &["get", "create", "update", "patch", "delete"], "", &["nodes/proxy"]),
    (
        "certificates",
        &["update", "patch"],
        "certificates.k8s.io",
        &["certificatesigningrequests/approval"],
    ),
    (
        "webhooks",
        &["create", "update", "patch", "delete", "deletecollection"],
        "admissionregistration.k8s.io",
        &["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
    ),
    ("tokens", &["create"], "", &["serviceaccounts/token"]),
    ("volumes", &["create"], "", &["persistentvolumes"]),
];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(grants) = object.grants() else { return hits.skip() };
    for grant in grants.filter(|grant| !grant.is_narrowed()) {
        for (case, verbs, group, resources) in RIGHTS {
            if grant.verbs(verbs).is_empty() {
                continue;
            }
            for entry in grant.resources(group, resources) {
                let resource = entry.text().unwrap_or_default();
                hits.case(
                    case,
                    entry,
                    [("kind", &object.kind), ("name", &object.name()), ("resource", &resource)],
                );
            }
        }
    }
}
