use crate::k8s::{Pod, Quantity};
use crate::npu::{self, vnpu};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let requests: Vec<_> = npu::requests_of(pod).collect();
    let scheduler = npu::scheduler(pod);
    let Some(cores) = requests.iter().find(|npu| npu.name == "huawei.com/npu-core") else {
        return hits.skip();
    };
    // Koordinator divides cards under the same name, and in its own way.
    if scheduler.str().is_some_and(|name| name.starts_with("koord")) {
        return hits.skip();
    }
    let amount = Quantity::of(cores.amount()).and_then(Quantity::whole);
    if let Some(count) = amount.filter(|count| *count > 0 && !vnpu::is_core_count(*count)) {
        hits.case("count", cores.amount(), [("count", &count)]);
    }
    if npu::is_volcano(pod) == Some(false) {
        hits.case("scheduler", scheduler, []).related("cores", cores.key);
    }
    let ring = npu::label(pod, npu::RING_CONTROLLER);
    if !ring.exists() && !ring.is_template() && !hits.met_template() {
        hits.case("label", ring, []).related("cores", cores.key);
    }
    for (case, name, allowed) in
        [("dvpp", "vnpu-dvpp", &vnpu::DVPP[..]), ("level", "vnpu-level", &vnpu::LEVELS)]
    {
        let place = npu::label(pod, name);
        let Some(value) = place.str() else { continue };
        if !allowed.contains(&value) {
            hits.case(case, place, [("value", &value)]);
        } else if name == "vnpu-dvpp" && value != "null" && matches!(amount, Some(1 | 2)) {
            hits.case("small", place, [("value", &value)]).related("cores", cores.key);
        }
    }
}
