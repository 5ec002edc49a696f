//! What the kubelet offers to pods: the healthy devices of device plugins, that it keeps in a
//! checkpoint across its restarts.

use std::collections::BTreeMap;

use seaworthy::node::NodeFacts;
use serde::Deserialize;

use super::root::Root;

const CHECKPOINT: &str = "/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint";

/// `Data` in `pkg/kubelet/cm/devicemanager/checkpoint` of Kubernetes, as far as it concerns us: the
/// part about pods has changed its form, this one has not.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Checkpoint {
    data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Data {
    registered_devices: Option<BTreeMap<String, Option<Vec<String>>>>,
}

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let Some(text) = root.read(CHECKPOINT) else { return };
    match resources(&text) {
        Ok(resources) => facts.resources = resources,
        Err(error) => root.cannot(CHECKPOINT, &format!("not a checkpoint: {error}")),
    }
}

fn resources(text: &str) -> Result<BTreeMap<String, u64>, serde_json::Error> {
    let checkpoint: Checkpoint = serde_json::from_str(text)?;
    let devices = checkpoint.data.registered_devices.unwrap_or_default().into_iter();
    Ok(devices.map(|(name, ids)| (name, ids.map_or(0, |ids| ids.len() as u64))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_counted() {
        for (text, expected, reason) in [
            (
                r#"{"Data":{"PodDeviceEntries":null,"RegisteredDevices":{"huawei.com/Ascend910":["Ascend910-0","Ascend910-1"]}},"Checksum":1}"#,
                Some(&[("huawei.com/Ascend910", 2)][..]),
                "two",
            ),
            (
                r#"{"Data":{"PodDeviceEntries":[{"PodUID":"a","DeviceIDs":{"-1":["x"]}}],"RegisteredDevices":{"a/b":null}},"Checksum":1,"BootID":"c"}"#,
                Some(&[("a/b", 0)]),
                "Go writes an empty list as null",
            ),
            (r#"{"Data":{"RegisteredDevices":null}}"#, Some(&[]), "no plugin has registered"),
            (r#"{"Data":{}}"#, Some(&[]), "nothing is said"),
            ("{}", None, "something else"),
            (r#"{"Data":{"RegisteredDevices":[]}}"#, None, "of another form"),
            ("", None, "empty: the kubelet did not end writing"),
            ("\u{feff}{}", None, "the kubelet writes no byte order mark"),
        ] {
            let found = resources(text).ok();
            let found: Option<Vec<_>> = found
                .as_ref()
                .map(|found| found.iter().map(|(name, count)| (name.as_str(), *count)).collect());
            assert_eq!(found.as_deref(), expected, "{text}: {reason}");
        }
    }
}
