use crate::k8s::Manifest;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if !object.is_ingress() {
        return hits.skip();
    }
    for host in object.spec().get("rules").items().map(|rule| rule.get("host")) {
        let is_set = host.exists() && host.text() != Some("");
        match host.str() {
            Some(written) if written.starts_with('*') => {
                hits.case("wildcard", host, [("name", &object.name()), ("host", &written)]);
            }
            _ if !is_set => {
                hits.case("unset", host, [("name", &object.name())]);
            }
            _ => {}
        }
    }
}
