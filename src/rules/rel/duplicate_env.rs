use std::collections::HashMap;

use crate::compose::Service;
use crate::finding::Place;
use crate::k8s::Container;
use crate::rule::Hits;
use crate::yaml::Node;

/// As the API server warns: `warningsForPodSpecAndMeta`, pkg/api/pod/warnings.go.
pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let mut seen = HashMap::new();
    for variable in container.node.get("env").items() {
        let place = variable.get("name");
        let Some(name) = place.str() else { continue };
        let earlier = seen.insert(name, place);
        if let Some(earlier) = earlier.filter(|_| !extends(name, variable)) {
            hits.case("container", place, [("container", &container.name()), ("name", &name)])
                .related("earlier", earlier);
        }
    }
}

/// Whether a variable goes on from its former value.
fn extends(name: &str, variable: Node) -> bool {
    let value = variable.get("value").text().unwrap_or_default();
    let former = format!("$({name})");
    !variable.get("valueFrom").exists() && value != former && value.contains(&former)
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let mut seen = HashMap::new();
    for item in service.get("environment").items() {
        let text = item.text().unwrap_or_default();
        let name = text.split_once('=').map_or(text, |(name, _)| name);
        // Part of the name may be a variable itself.
        if name.contains('$') {
            continue;
        }
        let place = Place::part(item, name);
        if let Some(earlier) = seen.insert(name, place.clone()) {
            hits.case("service", place, [("service", &service.name()), ("name", &name)])
                .related("earlier", earlier);
        }
    }
}
