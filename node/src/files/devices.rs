//! The NPUs that are there as hardware, on the PCI bus, and as device files.

use seaworthy::node::{DeviceNode, NodeFacts, PciFunction};

use super::root::{Kind, Root};

const BUS: &str = "/sys/bus/pci/devices";
/// Huawei. See <https://pci-ids.ucw.cz/read/PC/19e5>.
const VENDOR: &str = "0x19e5";
/// The class of processing accelerators, see <https://pci-ids.ucw.cz/read/PD/12>.
const ACCELERATORS: &str = "0x12";
/// The device ids of NPUs, and their chips; from `host_sys_init.sh` of the driver.
const CHIPS: [(&str, &str); 6] = [
    ("0xd100", "310"),
    ("0xd500", "310P"),
    ("0xd801", "910A"),
    ("0xd802", "910B"),
    ("0xd803", "A3"),
    ("0xd806", "950"),
];
/// The subsystem of a function that two dies share.
const TWO_DIES: &str = "0x0110";

/// Device files beside those with a number, and directories of such.
const MANAGERS: [&str; 8] = [
    "davinci_manager",
    "davinci_manager_docker",
    "devmm_svm",
    "dvpp_cmdlist",
    "hisi_hdc",
    "ts_aisle",
    "uburma",
    "ummu",
];
/// Those of chips that are a system of their own (310B). Other systems have such names too: they count
/// only beside a `davinci`.
const PARTS: [&str; 10] = [
    "event_sched",
    "log_drv",
    "memory_bandwidth",
    "pngd",
    "svm0",
    "sys",
    "upgrade",
    "vdec",
    "venc",
    "vpc",
];

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    facts.pci = root.list(BUS).into_iter().filter_map(|address| function(root, address)).collect();
    let names = root.list("/dev");
    let has_npus = names.iter().any(|name| name.contains("davinci") && is_of_npus(name));
    let is_part = |name: &str| has_npus && PARTS.contains(&name);
    let mut paths: Vec<String> = names
        .into_iter()
        .filter(|name| is_of_npus(name) || is_part(name))
        .flat_map(|name| {
            let path = format!("/dev/{name}");
            if root.stat(&path).is_none_or(|stat| stat.kind != Kind::Directory) {
                return vec![path];
            }
            root.list(&path).iter().map(|name| format!("{path}/{name}")).collect()
        })
        .collect();
    paths.sort_by_key(|path| number(path));
    facts.device_nodes = paths.into_iter().filter_map(|path| node(root, path)).collect();
}

/// An NPU; a virtual function is a part of another. Chips that are younger than the table are known as
/// accelerators of this vendor.
fn function(root: &Root, address: String) -> Option<PciFunction> {
    let read = |name: &str| {
        let text = root.read(&format!("{BUS}/{address}/{name}"))?;
        let text = text.trim().to_ascii_lowercase();
        (!text.is_empty()).then_some(text)
    };
    if read("vendor")? != VENDOR {
        return None;
    }
    let device = read("device")?;
    let chip = CHIPS.iter().find(|(id, _)| *id == device).map(|(_, chip)| (*chip).to_owned());
    let is_accelerator = || read("class").is_some_and(|class| class.starts_with(ACCELERATORS));
    if chip.is_none() && !is_accelerator() {
        return None;
    }
    if root.exists(&format!("{BUS}/{address}/physfn")) {
        return None;
    }
    let subsystem = read("subsystem_device");
    let dies = if subsystem.as_deref() == Some(TWO_DIES) { 2 } else { 1 };
    let speed = root.read(&format!("{BUS}/{address}/current_link_speed"));
    Some(PciFunction {
        chip,
        dies,
        link_speed: speed.map(|speed| speed.trim().to_owned()).filter(|speed| !speed.is_empty()),
        link_width: read("current_link_width").and_then(|width| width.parse().ok()),
        address,
        device,
        subsystem,
    })
}

fn is_of_npus(name: &str) -> bool {
    let numbered = |prefix| {
        let digits: Option<&str> = name.strip_prefix(prefix);
        digits.is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    numbered("davinci") || numbered("vdavinci") || MANAGERS.contains(&name)
}

/// Sorts `davinci10` behind `davinci9`.
fn number(path: &str) -> (String, u64) {
    let name = path.trim_end_matches(|c: char| c.is_ascii_digit());
    (name.to_owned(), path[name.len()..].parse().unwrap_or_default())
}

fn node(root: &Root, path: String) -> Option<DeviceNode> {
    let stat = root.stat(&path)?;
    let is_device = stat.kind == Kind::Device;
    Some(DeviceNode {
        mode: stat.mode(),
        uid: stat.uid,
        gid: stat.gid,
        is_device,
        opens: (root.is_live() && is_device).then(|| root.may_open(&path)),
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_files_have_names() {
        for (name, expected, reason) in [
            ("davinci0", true, "the first"),
            ("davinci63", true, "the last"),
            ("vdavinci100", true, "a virtual one"),
            ("davinci", false, "no number"),
            ("davinci0x", false, "more than a number"),
            ("davinci_manager", true, "their manager"),
            ("hisi_hdc", true, "the way to the host"),
            ("vdec", false, "other systems have it as well"),
            ("null", false, "everybody has it"),
            ("", false, "no name"),
        ] {
            assert_eq!(is_of_npus(name), expected, "{name}: {reason}");
        }
    }

    #[test]
    fn numbers_count() {
        let mut paths = ["/dev/davinci10", "/dev/davinci_manager", "/dev/davinci9", "/dev/svm0"];
        paths.sort_by_key(|path| number(path));
        let sorted = ["/dev/davinci9", "/dev/davinci10", "/dev/davinci_manager", "/dev/svm0"];
        assert_eq!(paths, sorted);
    }
}
