use crate::k8s::Manifest;
use crate::k8s::rbac::{is_all, quoted};
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
            let (all, named): (Vec<Node>, Vec<Node>) = found.partition(|entry| is_all(*entry));
            // One fault is said once: this one by SEC-028, or by SEC-030 for reading.
            if !all.is_empty() {
                hits.skip();
            }
            let Some(first) = named.first() else { continue };
            let resources = quoted(named.iter().copied());
            hits.case(
                case,
                *first,
                [("kind", &object.kind), ("name", &object.name()), ("resources", &resources)],
            );
        }
    }
}
