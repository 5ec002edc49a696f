use std::fmt::Display;

use crate::lang::Text;
use crate::node::{DeviceNetwork, Host, chips};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let devices = host.devices().count().max(host.device_files());
    let has_ports = host.chip().map(chips::has_ports);
    if devices < 2 || has_ports == Some(false) {
        return hits.skip();
    }
    if has_ports.is_none() {
        return hits.unknown();
    }
    configured(host, devices, hits);
    if host.answering().is_none() {
        hits.unknown();
    }
    healthy(host, hits);
}

/// Whether every device has an address of its own.
fn configured(host: &Host, devices: usize, hits: &mut Hits) {
    let entries = &host.network;
    if entries.is_empty() {
        if host.measurement.in_container || host.is_hidden("/etc/hccn.conf") {
            return hits.unknown();
        }
        hits.case("absent", host.at("/network"), [("devices", &devices)]);
        return;
    }
    for (index, entry) in entries.iter().enumerate() {
        let Some(address) = &entry.address else {
            let at = host.place(&format!("/network/{index}/device"));
            hits.case("no-address", at, [("device", &entry.device)]);
            continue;
        };
        let at = host.place(&format!("/network/{index}/address"));
        let is_same = |other: &&DeviceNetwork| other.address.as_ref() == Some(address);
        if let Some(other) = entries[..index].iter().find(is_same) {
            let args: [(_, &dyn Display); 3] =
                [("device", &entry.device), ("other", &other.device), ("address", address)];
            hits.case("same", at, args);
        }
    }
    // A container has the file of the host, and fewer devices.
    if entries.len() < devices || (entries.len() > devices && !host.measurement.in_container) {
        let args: [(_, &dyn Display); 2] = [("devices", &devices), ("entries", &entries.len())];
        hits.case("stale", host.at("/network"), args);
    }
}

/// Whether the ports reach their detection address.
fn healthy(host: &Host, hits: &mut Hits) {
    for (pointer, device) in host.devices() {
        let meaning = match device.network_health {
            Some(0) => continue,
            Some(2) => RECEIVE,
            Some(3 | 4) => UNREACHABLE,
            Some(5) => FAULT,
            // Not configured, or the check itself did not work.
            _ => {
                hits.unknown();
                continue;
            }
        };
        let place = host.place(&format!("{pointer}/networkHealth"));
        hits.case("down", place, [("device", &super::device_name(device))])
            .also(place, meaning.into());
    }
}

const RECEIVE: Text = Text {
    en: "no answer from the detection address came in time",
    zh: "未在规定时间内收到侦测地址的应答",
};
const UNREACHABLE: Text =
    Text { en: "the detection address cannot be reached", zh: "侦测地址不可达" };
const FAULT: Text = Text { en: "the port itself is faulty", zh: "网口自身故障" };
