use crate::k8s::Manifest;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if !object.group().is_empty() {
        return hits.skip();
    }
    for address in object.spec().get("externalIPs").items() {
        let written = address.str().unwrap_or_default();
        hits.at(address, [("name", &object.name()), ("address", &written)]);
    }
}
