use crate::k8s::{Container, Probe};
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let [liveness, readiness] =
        ["livenessProbe", "readinessProbe"].map(|field| Probe { node: container.probe(field) });
    let (Some(asked), Some(other)) = (liveness.question(), readiness.question()) else {
        return hits.skip();
    };
    let numbers = |probe: &Probe| Some([probe.delay()?, probe.patience()?, probe.timeout()?]);
    let (Some(numbers), Some(others)) = (numbers(&liveness), numbers(&readiness)) else { return };
    // It may well ask the same, if it gives the program more time anywhere.
    let is_slower = numbers.iter().zip(others).any(|(number, other)| *number > other);
    if asked == other && !is_slower {
        hits.at(liveness.node, [("container", &container.name())])
            .related("readiness", readiness.node);
    }
}
