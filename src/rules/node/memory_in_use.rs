use std::fmt::Display;

use crate::node::{Device, Host, MemoryUser, is_device};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.answering().is_some() {
        for (pointer, device) in host.devices() {
            for (index, user) in device.processes.iter().enumerate() {
                used(host, &format!("{pointer}/processes/{index}"), device, user, hits);
            }
        }
        // A container does not see the processes of others.
        if host.measurement.in_container {
            hits.unknown();
        }
        return;
    }
    // Whoever has a device open may use its memory; not so of the managers, which monitors open.
    let mut found = false;
    for (index, process) in host.processes.iter().enumerate() {
        let opens = |path: &&String| is_device(path);
        let Some(device) = process.devices.iter().find(opens) else { continue };
        let args: [(_, &dyn Display); 3] =
            [("pid", &process.pid), ("process", &process.name), ("device", device)];
        hits.case("open", host.place(&format!("/processes/{index}/pid")), args);
        found = true;
    }
    if !found {
        hits.unknown();
    }
}

fn used(host: &Host, pointer: &str, device: &Device, user: &MemoryUser, hits: &mut Hits) {
    let process = host.processes.iter().find(|process| u32::try_from(user.pid) == Ok(process.pid));
    let process = process.map(|process| format!(" ({})", process.name)).unwrap_or_default();
    let args: [(_, &dyn Display); 4] = [
        ("pid", &user.pid),
        ("process", &process),
        ("device", &super::device_name(device)),
        ("megabytes", &(user.bytes >> 20)),
    ];
    hits.case("used", host.place(&format!("{pointer}/pid")), args);
}
