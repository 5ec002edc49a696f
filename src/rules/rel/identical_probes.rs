use crate::k8s::{Container, Probe};
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let [liveness, readiness] =
        ["livenessProbe", "readinessProbe"].map(|field| Probe { node: container.probe(field) });
    if !liveness.asks() || !readiness.asks() {
        return hits.skip();
    }
    let numbers = |probe: &Probe| Some([probe.delay()?, probe.patience()?, probe.timeout()?]);
    let (Some(numbers), Some(others)) = (numbers(&liveness), numbers(&readiness)) else { return };
    // It may well ask the same, if it gives the program more time anywhere.
    let is_slower = numbers.iter().zip(others).any(|(number, other)| *number > other);
    if !is_slower && liveness.asks_the_same(&readiness) {
        hits.at(liveness.node, [("container", &container.name())])
            .related("readiness", readiness.node);
    }
}
