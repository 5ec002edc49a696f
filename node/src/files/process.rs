//! The processes that have device files of NPUs open.

use std::io::ErrorKind;

use seaworthy::node::{NodeFacts, Process};

use super::root::Root;

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let mut refused = 0;
    let pids = root.list("/proc").into_iter().filter_map(|name| name.parse().ok());
    let mut pids: Vec<u32> = pids.collect();
    pids.sort_unstable();
    for pid in pids {
        match root.copied(&format!("/proc/{pid}/fd")) {
            Ok(files) => {
                let mut devices: Vec<String> =
                    files.iter().filter_map(|file| device(root, pid, file)).collect();
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

fn device(root: &Root, pid: u32, file: &str) -> Option<String> {
    let target = root.link(&format!("/proc/{pid}/fd/{file}")).ok()?;
    let name = target.strip_prefix("/dev/")?;
    super::devices::is_of_npus(name.split('/').next()?).then_some(target)
}
