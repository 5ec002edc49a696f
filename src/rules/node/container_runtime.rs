use std::fmt::Display;

use crate::node::{Binary, Host, RuntimeKind};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.measurement.in_container {
        return hits.skip();
    }
    let runtimes = &host.runtimes;
    // One of several is enough: Docker brings a containerd that nobody else uses.
    let is_registered = runtimes.iter().any(|runtime| runtime.handler.is_some());
    // Runtimes that know the devices by themselves need no other before them.
    if !is_registered && host.cdi.iter().any(|spec| !spec.devices.is_empty()) {
        return hits.skip();
    }
    let is_unclear = runtimes.is_empty() || runtimes.iter().any(|runtime| runtime.error.is_some());
    if !is_registered && is_unclear {
        return hits.unknown();
    }
    for (index, runtime) in runtimes.iter().enumerate() {
        let pointer = format!("/runtimes/{index}");
        let args: [(_, &dyn Display); 2] =
            [("runtime", &name(runtime.kind)), ("file", &runtime.path)];
        match &runtime.binary {
            Some(binary) if runtime.handler.is_some() => judge(host, &pointer, binary, hits),
            None if runtime.handler.is_some() => hits.unknown(),
            _ if is_registered => {}
            _ => {
                hits.case("unregistered", host.place(&format!("{pointer}/path")), args);
            }
        }
    }
}

fn judge(host: &Host, pointer: &str, binary: &Binary, hits: &mut Hits) {
    let mut say = |case: &str, key: &str, value: &dyn Display| {
        let place = host.place(&format!("{pointer}/binary/{key}"));
        hits.case(case, place, [("binary", &binary.path), ("value", value)]);
    };
    if !binary.exists {
        return say("missing", "path", &"");
    }
    let mode = binary.mode.as_deref().and_then(|mode| u32::from_str_radix(mode, 8).ok());
    if mode.is_some_and(|mode| mode & 0o111 == 0) {
        say("not-executable", "mode", &binary.mode.as_deref().unwrap_or_default());
    }
    if host.is_copy() {
        return hits.unknown();
    }
    if mode.is_some_and(|mode| mode & 0o022 != 0) {
        say("writable", "mode", &binary.mode.as_deref().unwrap_or_default());
    }
    if let Some(uid) = binary.uid.filter(|&uid| uid != 0) {
        say("owner", "uid", &uid);
    }
    if mode.is_none() || binary.uid.is_none() {
        hits.unknown();
    }
}

fn name(kind: RuntimeKind) -> &'static str {
    match kind {
        RuntimeKind::Docker => "Docker",
        RuntimeKind::Containerd => "containerd",
        RuntimeKind::Crio => "CRI-O",
        RuntimeKind::Isulad => "iSulad",
    }
}
