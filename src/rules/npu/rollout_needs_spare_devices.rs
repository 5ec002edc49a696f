use crate::k8s::{Container, Workload};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let object = workload.object;
    let is_whole = |container: &&Container| npu::devices(container) >= Some(1);
    let holder = workload.containers.iter().find(is_whole);
    let Some(npu) = holder.and_then(|holder| npu::requests(holder).into_iter().next()) else {
        return hits.skip();
    };
    let strategy = object.spec().get("strategy");
    if !object.is_built_in() || strategy.get("type").str() == Some("Recreate") {
        return hits.skip();
    }
    let written = workload.replicas();
    let replicas = if written.exists() { written.int() } else { Some(1) };
    let Some(replicas) = replicas.filter(|replicas| *replicas > 0) else { return };
    let rolling = strategy.get("rollingUpdate");
    let away = pods(rolling.get("maxUnavailable"), replicas, 0);
    let more = pods(rolling.get("maxSurge"), replicas, 99);
    if away == Some(0) && more >= Some(1) && !hits.met_template() {
        hits.at(rolling.get("maxUnavailable"), [("name", &object.name()), ("resource", &npu.name)])
            .related("devices", npu.key);
    }
}

/// A number of pods, or the percentage of all that stands for it; rounded down, or with 99 up. A
/// quarter is the default.
fn pods(place: Node, replicas: i64, rounding: i64) -> Option<i64> {
    let percent = if !place.exists() {
        25
    } else if let Some(percent) = place.str()?.strip_suffix('%') {
        percent.parse().ok()?
    } else {
        return place.int();
    };
    replicas.checked_mul(percent)?.checked_add(rounding).map(|hundredths| hundredths / 100)
}
