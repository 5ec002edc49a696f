use crate::k8s::Manifest;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if !object.is_ingress() {
        return hits.skip();
    }
    for (key, _) in object.annotations().entries() {
        let name = key.text().and_then(|key| key.strip_prefix("nginx.ingress.kubernetes.io/"));
        if let Some(snippet) = name.filter(|name| name.ends_with("-snippet")) {
            hits.at(key, [("name", &object.name()), ("snippet", &snippet)]);
        }
    }
}
