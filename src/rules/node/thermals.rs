use std::fmt::Display;

use crate::node::chips::{HBM_TEMPERATURE_LIMIT, TEMPERATURE_LIMIT, of_name, power_limit};
use crate::node::{Device, Host, MemoryKind};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.answering().is_none() {
        return hits.unknown();
    }
    for (pointer, device) in host.devices() {
        judge(host, &pointer, device, hits);
    }
}

fn judge(host: &Host, pointer: &str, device: &Device, hits: &mut Hits) {
    let name = super::device_name(device);
    let mut say = |case: &str, key: &str, value: &dyn Display, limit: &dyn Display| {
        let place = host.place(&format!("{pointer}/{key}"));
        hits.case(case, place, [("device", &name), ("value", value), ("limit", limit)]);
    };
    if let Some(degrees) = device.temperature.filter(|&degrees| degrees >= TEMPERATURE_LIMIT) {
        say("chip", "temperature", &degrees, &TEMPERATURE_LIMIT);
    }
    let memory = device.memory.as_ref().filter(|memory| memory.kind == MemoryKind::Hbm);
    let memory = memory.and_then(|memory| memory.temperature);
    if let Some(degrees) = memory.filter(|&degrees| degrees >= HBM_TEMPERATURE_LIMIT) {
        say("memory", "memory/temperature", &degrees, &HBM_TEMPERATURE_LIMIT);
    }
    let limit = device.chip.as_deref().and_then(of_name).and_then(power_limit);
    if let (Some(watts), Some(limit)) = (device.power, limit)
        && watts > limit
    {
        say("power", "power", &watts, &limit);
    }
    if device.temperature.is_none() {
        hits.unknown();
    }
}
