use std::fmt::Display;

use crate::node::{Account, DeviceNode, Host};
use crate::npu::Chip;
use crate::rule::Hits;

const USER: &str = "HwHiAiUser";

/// A case, the fact that it is about, and which files have it.
type Fault<'a> = (&'static str, &'static str, &'a dyn Fn(&DeviceNode) -> bool);

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let account = account(host, hits);
    // Files of a copy have other owners, and a copy has no devices.
    if host.is_copy() || host.device_files() == 0 {
        return hits.unknown();
    }
    managers(host, hits);
    let mode = |node: &DeviceNode| u32::from_str_radix(&node.mode, 8).ok();
    let has = |node: &DeviceNode, bits| mode(node).is_none_or(|mode| mode & bits == bits);
    if host.device_nodes.iter().any(|node| mode(node).is_none()) {
        hits.unknown();
    }
    // Who gave the driver to all users gave its devices to all.
    let for_all = host.installation.as_ref().map(|installed| {
        installed.values.get("Driver_Install_For_All").is_some_and(|all| all == "yes")
    });
    let group = account.and_then(|account| account.gid);
    let faults: [Fault; 4] = [
        ("closed", "mode", &|node| !has(node, 0o060) && !has(node, 0o006)),
        ("open", "mode", &|node| {
            for_all == Some(false) && mode(node).is_some() && has(node, 0o002)
        }),
        ("owner", "gid", &|node| group.is_some_and(|gid| gid != node.gid) && !has(node, 0o006)),
        ("denied", "opens", &|node| node.opens == Some(false)),
    ];
    let user = account.map_or(USER, |account| &account.name);
    for (case, key, is_hit) in faults {
        let nodes = host.device_nodes.iter().enumerate().filter(|(_, node)| is_hit(node));
        let hit: Vec<_> = nodes.collect();
        let Some((index, first)) = hit.first() else { continue };
        let paths: Vec<_> = hit.iter().map(|(_, node)| node.path.as_str()).collect();
        let args: [(_, &dyn Display); 5] = [
            ("files", &paths.join(", ")),
            ("mode", &first.mode),
            ("gid", &first.gid),
            ("user", &user),
            ("uid", &host.measurement.uid.map_or("?".to_owned(), |uid| uid.to_string())),
        ];
        hits.case(case, host.place(&format!("/deviceNodes/{index}/{key}")), args);
    }
}

/// The user of the driver, whom the devices belong to. A container needs none.
fn account<'a>(host: &Host<'a>, hits: &mut Hits) -> Option<&'a Account> {
    if host.measurement.in_container {
        return None;
    }
    let named = |key| host.installation.as_ref().and_then(|installed| installed.values.get(key));
    let name = named("UserName").map_or(USER, String::as_str);
    let accounts = &host.file.facts.accounts;
    let Some(index) = accounts.iter().position(|account| account.name == name) else {
        hits.unknown();
        return None;
    };
    let account = &accounts[index];
    if account.uid.is_none() || account.gid.is_none() {
        hits.case("account", host.place(&format!("/accounts/{index}/name")), [("user", &name)]);
    }
    Some(account)
}

/// Whether the devices that manage the others are there.
fn managers(host: &Host, hits: &mut Hits) {
    let wanted: &[&str] = match host.chip() {
        // Memory of the 950 is shared over another bus.
        Some(Chip::Ascend950) => &["/dev/davinci_manager", "/dev/hisi_hdc"],
        Some(_) => &["/dev/davinci_manager", "/dev/devmm_svm", "/dev/hisi_hdc"],
        // Other chips, as those on boards of their own, have others.
        None => &["/dev/davinci_manager"],
    };
    let is_there = |path: &&str| host.device_nodes.iter().any(|node| node.path == **path);
    let missing: Vec<_> = wanted.iter().filter(|path| !is_there(path)).copied().collect();
    if !missing.is_empty() {
        let at = host.place("/deviceNodes/0/path");
        hits.case("missing", at, [("files", &missing.join(", "))]);
    }
}
