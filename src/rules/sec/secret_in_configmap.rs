use crate::finding::Place;
use crate::k8s::Manifest;
use crate::rule::Hits;
use crate::secret::{self, Secret, Trace};
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    for (key, value) in object.root.get("data").entries() {
        let (Some(key), Some(text)) = (key.text(), value.text()) else { continue };
        if value.is_template() && secret::is_name(key) {
            hits.unknown();
        }
        let text = text.trim();
        let is_one_line = !text.contains('\n');
        let whole = secret::in_variable(key, text).filter(|_| is_one_line);
        let within = || secret::in_text(key, text);
        for found in whole.map_or_else(within, |secret| vec![secret]) {
            report(object.name(), key, value, found, hits);
        }
    }
}

fn report(map: &str, key: &str, value: Node, found: Secret, hits: &mut Hits) {
    let place = Place::secret(value, found.value);
    let (case, kind) = match found.trace {
        Trace::Name if found.name == key => ("key", ""),
        Trace::Name => ("setting", ""),
        Trace::Token(kind) => ("token", kind),
        Trace::Url => ("url", ""),
    };
    let (name, size) = (found.name, found.size());
    hits.case(
        case,
        place,
        [("map", &map), ("key", &key), ("name", &name), ("size", &size), ("kind", &kind)],
    );
}
