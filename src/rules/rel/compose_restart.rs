use crate::compose::Service;
use crate::rule::Hits;

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    // Swarm restarts unless it is told otherwise.
    if !service.is_lasting() || service.is_for_swarm() {
        return hits.skip();
    }
    let policy = service.get("restart").or(service.get("deploy").get("restart_policy"));
    if !policy.exists() {
        hits.at(service.key, [("service", &service.name())]);
    }
}
