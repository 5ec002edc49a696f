use std::fmt::Display;

use crate::node::{Account, DeviceNode, Host};
use crate::npu::Chip;
use crate::rule::Hits;

const USER: &str = "HwHiAiUser";

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let account = account(host, hits);
    // Files of a copy have other owners, and a copy has no devices.
    if host.is_copy() || host.device_files() == 0 {
        return hits.unknown();
    }
    managers(host, hits);
    let numbered = || host.device_nodes.iter().enumerate();
    let mut say = |case: &str, is_hit: &dyn Fn(&DeviceNode) -> bool| {
        let hit: Vec<_> = numbered().filter(|(_, node)| is_hit(node)).collect();
        let Some((index, first)) = hit.first() else { return };
        let paths: Vec<_> = hit.iter().map(|(_, node)| node.path.as_str()).collect();
        let (key, user) = match case {
            "denied" => ("opens", host.measurement.uid.map_or("?".into(), |uid| uid.to_string())),
            "owner" => ("gid", USER.to_owned()),
            _ => ("mode", USER.to_owned()),
        };
        let at = host.place(&format!("/deviceNodes/{index}/{key}"));
        let args: [(_, &dyn Display); 4] = [
            ("files", &paths.join(", ")),
            ("mode", &first.mode),
            ("gid", &first.gid),
            ("user", &user),
        ];
        hits.case(case, at, args);
    };
    let allows = |node: &DeviceNode, bits: u32| {
        u32::from_str_radix(&node.mode, 8).is_ok_and(|mode| mode & bits == bits)
    };
    let is_known = |node: &DeviceNode| u32::from_str_radix(&node.mode, 8).is_ok();
    say("closed", &|node| is_known(node) && !allows(node, 0o060) && !allows(node, 0o006));
    // Who gave the driver to all users gave its devices to all.
    let for_all = host.installation.as_ref().map(|installed| {
        installed.values.get("Driver_Install_For_All").is_some_and(|all| all == "yes")
    });
    say("open", &|node| for_all == Some(false) && allows(node, 0o002));
    let group = account.and_then(|account| account.gid).filter(|_| !host.measurement.in_container);
    say("owner", &|node| group.is_some_and(|gid| gid != node.gid) && !allows(node, 0o006));
    say("denied", &|node| node.opens == Some(false));
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
