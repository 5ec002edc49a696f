//! The addresses of the network ports that the devices have of their own, from `/etc/hccn.conf`.

use std::collections::BTreeMap;

use seaworthy::node::{DeviceNetwork, NodeFacts};

use super::pairs::pairs;
use super::root::Root;

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    facts.network = devices(&root.read("/etc/hccn.conf").unwrap_or_default());
}

/// `address_0=192.168.10.21`, `netmask_0=…`, `gateway_0=…`, in any order.
fn devices(text: &str) -> Vec<DeviceNetwork> {
    let mut devices: BTreeMap<u32, DeviceNetwork> = BTreeMap::new();
    for (key, value) in pairs(text) {
        let Some((name, Ok(device))) =
            key.rsplit_once('_').map(|(name, number)| (name, number.parse::<u32>()))
        else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        let entry = DeviceNetwork { device, ..DeviceNetwork::default() };
        let network = devices.entry(device).or_insert(entry);
        match name {
            // Keys come sorted: that of the older protocol comes later, and takes its place.
            "IPv6address" | "address" => network.address = Some(value),
            "netmask" => network.netmask = Some(value),
            "gateway" => network.gateway = Some(value),
            _ => {}
        }
    }
    devices.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_addresses() {
        let device =
            |device, address: &str, netmask: Option<&str>, gateway: Option<&str>| DeviceNetwork {
                device,
                address: (!address.is_empty()).then(|| address.to_owned()),
                netmask: netmask.map(str::to_owned),
                gateway: gateway.map(str::to_owned),
            };
        for (text, expected, reason) in [
            ("", vec![], "empty"),
            (
                "address_0=10.0.0.1\nnetmask_0=255.255.255.0\ngateway_0=10.0.0.254\n",
                vec![device(0, "10.0.0.1", Some("255.255.255.0"), Some("10.0.0.254"))],
                "one",
            ),
            (
                "netmask_10=255.0.0.0\r\naddress_2=10.0.0.2\r\naddress_10=10.0.0.3\r\n",
                vec![
                    device(2, "10.0.0.2", None, None),
                    device(10, "10.0.0.3", Some("255.0.0.0"), None),
                ],
                "in any order, by number",
            ),
            (
                "address_0=10.0.0.1\naddress_0=10.0.0.2\n",
                vec![device(0, "10.0.0.2", None, None)],
                "repeated",
            ),
            (
                "IPv6address_1=fd00::1\n",
                vec![device(1, "fd00::1", None, None)],
                "of the other protocol",
            ),
            (
                "address_1=10.0.0.1\nIPv6address_1=fd00::1\n",
                vec![device(1, "10.0.0.1", None, None)],
                "of both",
            ),
            (
                "netdetect_3=10.0.0.254\n",
                vec![device(3, "", None, None)],
                "configured, without address",
            ),
            ("address_0=\n", vec![], "nothing is set"),
            ("address_x=1\naddress=1\naddress_-1=1\naddress_4294967296=1\n", vec![], "no number"),
        ] {
            assert_eq!(devices(text), expected, "{text:?}: {reason}");
        }
    }
}
