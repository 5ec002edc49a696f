use std::fmt::Display;

use crate::k8s::{Container, PROBES, Probe};
use crate::npu;
use crate::rule::Hits;

/// No model is on its device sooner.
const SECONDS_TO_START: i64 = 30;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let probe = |field| Probe { node: container.probe(field) };
    let probes = PROBES.map(|field| (field, probe(field)));
    if probes.iter().all(|(_, probe)| !probe.node.is_mapping()) {
        return hits.skip();
    }
    for (field, probe) in probes {
        judge_timeout(container, field, probe, hits);
    }
    let started = container.probe("startupProbe");
    // What completes the container may have a startup probe.
    if !started.exists() && !started.is_template() && !container.pod.is_patch() {
        judge_start(container, probe("livenessProbe"), hits);
    }
}

fn judge_timeout(container: &Container, field: &str, probe: Probe, hits: &mut Hits) {
    let (Some(timeout), Some(period)) = (probe.timeout(), probe.period()) else { return };
    if timeout <= period {
        return;
    }
    let name = container.name();
    let args: [(_, &dyn Display); 4] =
        [("container", &name), ("probe", &field), ("timeout", &timeout), ("period", &period)];
    let beside = hits.case("timeout", probe.node.get("timeoutSeconds"), args);
    let written = probe.node.get("periodSeconds");
    if written.exists() {
        beside.related("period", written);
    }
}

fn judge_start(container: &Container, liveness: Probe, hits: &mut Hits) {
    let Some(accelerator) = npu::accelerator(container) else { return };
    let (Some(delay), Some(patience)) = (liveness.delay(), liveness.patience()) else { return };
    let seconds = delay.saturating_add(patience);
    if liveness.node.is_mapping() && seconds < SECONDS_TO_START {
        let args: [(_, &dyn Display); 2] =
            [("container", &container.name()), ("seconds", &seconds)];
        hits.case("start", liveness.node, args).related("accelerator", accelerator);
    }
}
