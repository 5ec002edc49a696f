use crate::compose::Service;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if !service.is_lasting() {
        return hits.skip();
    }
    let check = service.get("healthcheck");
    let (disable, test) = (check.get("disable"), check.get("test"));
    let off = [(disable, disable.bool() == Some(true)), (test, is_none(test))];
    if let Some((place, _)) = off.into_iter().find(|(_, is_off)| *is_off) {
        hits.case("disabled", place, [("service", &service.name())]);
    } else if !check.exists() && !service.image_checks_health() {
        hits.case("unset", service.key, [("service", &service.name())]);
    }
}

/// Whether this is the test that Docker does not run.
fn is_none(test: Node) -> bool {
    test.items().next().unwrap_or(test).text() == Some("NONE")
}
