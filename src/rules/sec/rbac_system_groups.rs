use crate::k8s::Manifest;
use crate::rule::Hits;

/// Roles that are made for everybody: the version of the API server, and the public keys of tokens.
const PUBLIC_ROLES: [&str; 2] =
    ["system:public-info-viewer", "system:service-account-issuer-discovery"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(binding) = object.binding() else { return hits.skip() };
    let role = binding.role.get("name");
    let is_public = role.str().is_some_and(|role| PUBLIC_ROLES.contains(&role));
    for subject in binding.subjects.items() {
        let name = subject.get("name");
        let case = match (subject.get("kind").str(), name.str()) {
            (Some("Group"), Some("system:masters")) => "masters",
            (Some("Group"), Some("system:unauthenticated"))
            | (Some("User"), Some("system:anonymous"))
                if !is_public =>
            {
                "anybody"
            }
            _ => continue,
        };
        let (subject, role) = (name.text().unwrap_or_default(), role.text().unwrap_or_default());
        hits.case(
            case,
            name,
            [
                ("kind", &object.kind),
                ("name", &object.name()),
                ("subject", &subject),
                ("role", &role),
            ],
        );
    }
}
