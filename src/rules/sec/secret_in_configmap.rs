use std::fmt::Display;

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
    let (map, key): ((_, &dyn Display), (_, &dyn Display)) = (("map", &map), ("key", &key));
    match found.trace {
        Trace::Name if found.name == key.1.to_string() => {
            hits.case("key", place, [map, key, ("size", &found.size())])
        }
        Trace::Name => {
            hits.case("setting", place, [map, key, ("name", &found.name), ("size", &found.size())])
        }
        Trace::Token(kind) => hits.case("token", place, [map, key, ("kind", &kind)]),
        Trace::Url => hits.case("url", place, [map, key]),
    };
}
