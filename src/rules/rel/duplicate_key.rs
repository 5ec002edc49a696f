use crate::compose::Service;
use crate::k8s::Manifest;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    for [earlier, key] in object.repeated_keys() {
        let name = key.text().unwrap_or_default();
        hits.case("object", key, [("key", &name)]).related("earlier", earlier);
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    for [earlier, key] in service.repeated_keys() {
        let name = key.text().unwrap_or_default();
        hits.case("service", key, [("key", &name)]).related("earlier", earlier);
    }
}
