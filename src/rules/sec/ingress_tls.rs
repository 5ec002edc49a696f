use crate::k8s::Manifest;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if !object.is_ingress() {
        return hits.skip();
    }
    if object.ends_tls_elsewhere() {
        return;
    }
    let (spec, name) = (object.spec(), object.name());
    let tls = spec.get("tls");
    if tls.is_template() {
        return hits.unknown();
    }
    if tls.items().len() == 0 {
        if !hits.met_template() {
            hits.case("none", tls, [("name", &name)]);
        }
        return;
    }
    // Without hosts, it is for all that the controller has a certificate for.
    if tls.items().any(|entry| entry.get("hosts").items().len() == 0) {
        return;
    }
    let covered: Vec<_> = tls.items().flat_map(|entry| entry.get("hosts").items()).collect();
    for host in spec.get("rules").items().map(|rule| rule.get("host")) {
        let Some(wanted) = host.str().filter(|host| !host.is_empty()) else { continue };
        let is_covered = covered.iter().any(|host| covers(*host, wanted));
        if !is_covered && !hits.met_template() {
            hits.case("host", host, [("name", &name), ("host", &wanted)]).related("tls", tls);
        }
    }
}

/// Whether a host of a certificate is this one, or its parent with a `*`.
fn covers(host: Node, wanted: &str) -> bool {
    let Some(host) = host.str() else { return false };
    let parent = wanted.split_once('.').map(|(_, parent)| parent);
    host == wanted || host.strip_prefix("*.").is_some_and(|domain| Some(domain) == parent)
}
