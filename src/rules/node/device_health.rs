use std::fmt::Display;

use crate::node::faults::{Level, level, meaning};
use crate::node::{Device, Health, Host, Status};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let Some(dcmi) = host.answering() else { return hits.unknown() };
    if matches!(dcmi.driver_health, Some(Health::Minor | Health::Major | Health::Critical)) {
        hits.case("driver", host.place("/dcmi/driverHealth"), []);
    }
    for (pointer, device) in host.devices() {
        judge(host, &pointer, device, hits);
    }
}

fn judge(host: &Host, pointer: &str, device: &Device, hits: &mut Hits) {
    let name = super::device_name(device);
    if matches!(device.outcome.status, Status::Failed | Status::TimedOut | Status::Crashed) {
        let outcome = format!("{pointer}/outcome");
        let args: [(_, &dyn Display); 2] =
            [("device", &name), ("said", &super::said(&device.outcome))];
        let found = hits.case("silent", host.at(&outcome), args);
        return super::explained(found, host.place(&outcome), device.outcome.code);
    }
    let mut worst = None;
    for (index, fault) in device.faults.iter().enumerate() {
        let level = level(&fault.code);
        worst = worst.max(level);
        let case = match level {
            Some(Level::Notice) => "notice",
            Some(Level::SubHealth) => "sub-health",
            Some(Level::Restart) => "restart",
            Some(Level::Reset) => "reset",
            Some(Level::Separate) => "separate",
            None => "unknown-fault",
        };
        let place = host.place(&format!("{pointer}/faults/{index}/code"));
        let said = fault.meaning.as_deref().map(|said| format!(" ({said})")).unwrap_or_default();
        let args: [(_, &dyn Display); 3] =
            [("device", &name), ("code", &fault.code), ("meaning", &said)];
        let found = hits.case(case, place, args);
        if let (None, Some(text)) = (&fault.meaning, meaning(&fault.code)) {
            found.also(place, text.into());
        }
    }
    health(host, pointer, device, worst, hits);
}

/// Says how well a device is, unless a fault has said as much.
fn health(host: &Host, pointer: &str, device: &Device, worst: Option<Level>, hits: &mut Hits) {
    let (case, said_by) = match device.health {
        Health::Ok => return,
        Health::Unknown => return hits.unknown(),
        Health::Minor => ("minor", Level::SubHealth),
        Health::Major | Health::Critical => ("broken", Level::Restart),
        Health::Absent => ("absent", Level::Separate),
    };
    if worst < Some(said_by) {
        let place = host.place(&format!("{pointer}/health"));
        hits.case(case, place, [("device", &super::device_name(device))]);
    }
}
