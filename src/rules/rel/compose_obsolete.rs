use crate::compose::{Project, Service};
use crate::nearest::likely;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn compose(project: &Project, hits: &mut Hits) {
    let version = project.root().get("version");
    // Swarm wanted it for longer.
    if version.exists() && !project.services().any(|service| service.is_for_swarm()) {
        let text = version.text().unwrap_or_default();
        hits.case("version", version, [("version", &text)]);
    }
    if !project.is_partial() {
        judge(project, "volumes", Service::volumes, hits);
        judge(project, "networks", Service::networks, hits);
    }
}

fn judge<'a>(
    project: &Project<'a>,
    section: &str,
    of: fn(&Service<'a>) -> Vec<(&'a str, Node<'a>)>,
    hits: &mut Hits,
) {
    let declared = project.root().get(section).entries();
    let declared: Vec<_> = declared.filter_map(|(key, _)| Some((key.str()?, key))).collect();
    let mut used = vec!["default"];
    for service in project.services() {
        for (name, place) in of(&service) {
            used.push(name);
            if name == "default" || declared.iter().any(|(key, _)| *key == name) {
                continue;
            }
            let found = hits.case(
                "undeclared",
                place,
                [("service", &service.name()), ("name", &name), ("section", &section)],
            );
            let near = likely(name, declared.iter().map(|(key, _)| *key));
            if let Some((_, near)) = declared.iter().find(|(key, _)| Some(*key) == near) {
                found.related("near", *near);
            }
        }
    }
    // What is not known yet may use anything.
    for (name, key) in declared.iter().filter(|(name, _)| !used.contains(name)) {
        if !hits.met_template() {
            hits.case("unused", *key, [("name", name), ("section", &section)]);
        }
    }
}
