use std::fmt::Display;

use crate::node::explain::STUB;
use crate::node::{Host, Outcome, Status};
use crate::npu::rt_visible;
use crate::rule::Hits;

const VISIBLE: &str = "/environment/ASCEND_RT_VISIBLE_DEVICES";

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let bus = on_bus(host);
    let files = Some(host.device_files()).filter(|&files| files > 0 || !host.is_copy());
    let dcmi = host.dcmi.as_ref();
    let managed = dcmi.filter(|dcmi| answers("dcmi", &dcmi.outcome, host, hits));
    let managed = managed.map(|dcmi| dcmi.devices.len());
    let is_wanted = !host.cann.is_empty() || host.acl.is_some();
    let acl = host.acl.as_ref().filter(|acl| answers("acl", &acl.outcome, host, hits));
    let usable = acl.and_then(|acl| usize::try_from(acl.devices?).ok());
    if managed.is_none() || (is_wanted && usable.is_none()) {
        hits.unknown();
    }

    let counts = [bus, files, managed, usable];
    if counts.iter().flatten().all(|&count| count == 0) {
        if files.is_some() && !host.is_hidden("/dev") && !host.is_hidden("/sys/bus/pci") {
            hits.case("none", host.place("/node/name"), []);
        } else {
            hits.unknown();
        }
        return;
    }
    lost(host, counts, hits);
    usable_as_listed(host, managed.or(files), usable, hits);
}

/// How many devices are on the bus, as far as that tells: a container sees all of the host there, and
/// chips on a board of their own are on none.
fn on_bus(host: &Host) -> Option<usize> {
    let dies = || host.pci.iter().map(|function| function.dies.max(1) as usize).sum();
    (!host.measurement.in_container && !host.pci.is_empty()).then(dies)
}

/// Whether a library answered. If it was asked and failed, that is said here, unless another rule does.
fn answers(library: &str, outcome: &Outcome, host: &Host, hits: &mut Hits) -> bool {
    let has_no_cann = library == "acl" && host.cann.is_empty() && outcome.status == Status::Missing;
    if outcome.status == Status::Ok || has_no_cann {
        return outcome.status == Status::Ok;
    }
    if outcome.status == Status::Skipped || outcome.code == Some(STUB) {
        hits.unknown();
        return false;
    }
    let pointer = format!("/{library}/outcome");
    let found = hits.case(library, host.at(&pointer), [("said", &super::said(outcome))]);
    super::explained(found, host.place(&pointer), outcome.code);
    false
}

/// Says at which layer devices are lost: each shows what the one below it has.
fn lost(host: &Host, [bus, files, managed, _]: [Option<usize>; 4], hits: &mut Hits) {
    let below = bus.max(managed);
    if let (Some(files), Some(below)) = (files, below)
        && files < below
    {
        let is_loaded = !host.modules.is_empty() || host.is_hidden("/proc/modules");
        let case = if files > 0 || is_loaded { "files" } else { "modules" };
        let at = host.at(if bus.is_some() { "/pci" } else { "/dcmi/devices" });
        hits.case(case, at, [("there", &below), ("here", &files)]);
    }
    if let (Some(bus), Some(files)) = (bus, files)
        && bus < files
    {
        hits.case("bus", host.at("/pci"), [("there", &files), ("here", &bus)]);
    }
    if let (Some(files), Some(managed)) = (files.filter(|&files| files > 0).or(bus), managed)
        && managed < files
    {
        let args: [(_, &dyn Display); 2] = [("there", &files), ("here", &managed)];
        hits.case("driver", host.at("/dcmi/devices"), args);
    }
}

/// Whether CANN counts what the layer below has, or what the environment lets it see of that.
fn usable_as_listed(host: &Host, below: Option<usize>, usable: Option<usize>, hits: &mut Hits) {
    let listed = host.environment.get("ASCEND_RT_VISIBLE_DEVICES").map(|list| rt_visible(list));
    let Some(below) = below else { return };
    let expected = match listed {
        None => below,
        Some(Err(_)) => return hits.unknown(),
        Some(Ok(list)) => {
            let out = list.iter().find(|&&device| device as usize >= below);
            if let Some(device) = out {
                hits.case("visible", host.place(VISIBLE), [("device", device), ("there", &below)]);
                return;
            }
            list.len()
        }
    };
    if let Some(usable) = usable
        && usable != expected
    {
        hits.case("cann", host.place("/acl/devices"), [("there", &expected), ("here", &usable)]);
    }
}
