use crate::k8s::{Container, PROBES};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if !container.is_lasting() || !container.pod.is_long_running() {
        return hits.skip();
    }
    // Knative and KServe probe the port themselves where nobody says how.
    let group = container.pod.object.group();
    let is_probed = ["serving.knative.dev", "serving.kserve.io"].contains(&group);
    for name in PROBES {
        let probe = container.probe(name);
        let is_given = is_probed && name == "readinessProbe";
        if !is_given && !is_set(probe) {
            hits.at(probe, [("container", &container.name()), ("probe", &name)]);
        }
    }
}

/// Whether there is a probe: an empty mapping asks nothing.
fn is_set(probe: Node) -> bool {
    probe.entries().next().is_some()
}
