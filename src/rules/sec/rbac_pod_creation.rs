use crate::k8s::Manifest;
use crate::k8s::rbac::quoted;
use crate::rule::Hits;
use crate::yaml::Node;

/// What becomes a pod.
const WORKLOADS: [(&str, &[&str]); 3] = [
    ("", &["pods", "replicationcontrollers"]),
    ("apps", &["daemonsets", "deployments", "replicasets", "statefulsets"]),
    ("batch", &["cronjobs", "jobs"]),
];
/// Ways into a pod that runs.
const SESSIONS: [(&str, &[&str]); 1] = [("", &["pods/attach", "pods/exec"])];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(grants) = object.grants() else { return hits.skip() };
    // A session over a WebSocket begins with a GET, for which the verb was enough before 1.35.
    let opening: &[&str] = if object.run.minor() < 35 { &["create", "get"] } else { &["create"] };
    // Nobody may create what has one of certain names: the name is not known when it is decided.
    for grant in grants.filter(|grant| !grant.is_narrowed()) {
        for (case, verbs, resources) in
            [("create", &["create"][..], &WORKLOADS[..]), ("session", opening, &SESSIONS)]
        {
            if grant.verbs(verbs).is_empty() {
                continue;
            }
            let found = resources.iter().flat_map(|(group, names)| grant.resources(group, names));
            let mut found: Vec<Node> = found.collect();
            found.sort_by_key(|entry| entry.extent());
            found.dedup_by_key(|entry| entry.extent());
            let Some(first) = found.first() else { continue };
            let resources = quoted(found.iter().copied());
            hits.case(
                case,
                *first,
                [("kind", &object.kind), ("name", &object.name()), ("resources", &resources)],
            );
        }
    }
}
