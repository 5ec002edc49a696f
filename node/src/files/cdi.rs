//! The Container Device Interface: files from which container runtimes learn what devices are, so that
//! they can give them to containers without a runtime of a vendor's own.
//!
//! See <https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md>.

use std::sync::Arc;

use seaworthy::node::{CdiSpec, NodeFacts};
use seaworthy::source::Source;
use seaworthy::yaml::{self, Node};

use super::root::Root;

/// Where runtimes look: what is written by hand, and what is made at each start.
const FOLDERS: [&str; 2] = ["/etc/cdi", "/var/run/cdi"];
/// What the vendors and classes of NPUs are called.
const VENDORS: [&str; 2] = ["ascend", "huawei"];
const DEVICE: &str = "/dev/davinci";

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    for folder in FOLDERS {
        let names = root.list(folder).into_iter();
        let names = names.filter(|name| [".json", ".yaml"].iter().any(|end| name.ends_with(end)));
        for path in names.map(|name| format!("{folder}/{name}")) {
            let Some(text) = root.read(&path) else { continue };
            match spec(&path, text) {
                Ok(spec) => facts.cdi.extend(spec),
                Err(error) => root.cannot(&path, &error),
            }
        }
    }
}

/// What a file says of NPUs, if it does.
fn spec(path: &str, text: String) -> Result<Option<CdiSpec>, String> {
    let parsed = yaml::parse(&Arc::new(Source::new(path, text)));
    let [tree] = parsed.trees.as_slice() else {
        return Err("not one document of YAML or JSON".to_owned());
    };
    let kind = tree.root().get("kind").text().unwrap_or_default();
    let vendor = kind.to_ascii_lowercase();
    let is_vendor = VENDORS.iter().any(|name| vendor.contains(name));
    let devices = tree.root().get("devices");
    let is_ours = is_vendor || devices.items().any(is_npu);
    Ok(is_ours.then(|| CdiSpec {
        path: path.to_owned(),
        kind: kind.to_owned(),
        devices: devices
            .items()
            .filter_map(|device| device.get("name").text().map(str::to_owned))
            .collect(),
    }))
}

fn is_npu(device: Node) -> bool {
    let mut nodes = device.path(["containerEdits", "deviceNodes"]).items();
    nodes.any(|node| node.get("path").text().is_some_and(|path| path.starts_with(DEVICE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_of_npus_are_told_from_others() {
        for (text, expected, reason) in [
            (
                "cdiVersion: 0.6.0\nkind: huawei.com/Ascend910\ndevices: [{name: '0'}, {name: '1'}]\n",
                Ok(Some(("huawei.com/Ascend910", 2))),
                "by its vendor",
            ),
            (
                r#"{"kind": "npu.example/card", "devices": [{"name": "a", "containerEdits": {"deviceNodes": [{"path": "/dev/davinci0"}]}}]}"#,
                Ok(Some(("npu.example/card", 1))),
                "by its devices",
            ),
            ("kind: ascend.example/npu\n", Ok(Some(("ascend.example/npu", 0))), "no device yet"),
            (
                "kind: nvidia.com/gpu\ndevices: [{name: all, containerEdits: {deviceNodes: [{path: /dev/nvidia0}]}}]\n",
                Ok(None),
                "of another vendor",
            ),
            ("[1, 2]", Ok(None), "something else"),
            ("kind: [\n", Err(()), "broken"),
            ("", Err(()), "empty"),
        ] {
            let found = spec("/etc/cdi/a", text.to_owned());
            let found = found.as_ref().map_err(|_| ());
            let found = found
                .map(|spec| spec.as_ref().map(|spec| (spec.kind.as_str(), spec.devices.len())));
            assert_eq!(found, expected, "{text:?}: {reason}");
        }
    }
}
