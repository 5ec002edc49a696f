//! The processes that have device files of NPUs open.

use std::io::ErrorKind;

use seaworthy::node::{NodeFacts, Process};

use super::root::Root;

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    if facts.device_nodes.is_empty() {
        return; // nothing to have open, and nothing to be refused
    }
    let mut refused = 0;
    let pids = root.list("/proc").into_iter().filter_map(|name| name.parse().ok());
    let mut pids: Vec<u32> = pids.collect();
    pids.sort_unstable();
    for pid in pids {
        match root.copied(&format!("/proc/{pid}/fd")) {
            Ok(files) => {
                let paths = files.iter().map(|file| format!("/proc/{pid}/fd/{file}"));
                let mut devices: Vec<String> =
                    paths.filter_map(|path| device(root, facts, &path)).collect();
                devices.sort();
                devices.dedup();
                if !devices.is_empty() {
                    let name = root.read(&format!("/proc/{pid}/comm")).unwrap_or_default();
                    facts.processes.push(Process {
                        pid,
                        name: name.trim_end().to_owned(),
                        devices,
                    });
                }
            }
            Err(error) if error.kind() == ErrorKind::PermissionDenied => refused += 1,
            Err(_) => {} // ended meanwhile
        }
    }
    if refused > 0 {
        root.cannot("/proc", &format!("the open files of {refused} processes: permission denied"));
    }
}

/// The device that an open file is, if it is one of NPUs.
fn device(root: &Root, facts: &NodeFacts, path: &str) -> Option<String> {
    let target = root.link(path).ok()?;
    facts.device_nodes.iter().any(|node| node.path == target).then_some(target)
}
