use crate::node::Host;
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let packaged = host.firmware.as_ref().is_some_and(|firmware| firmware.version.is_some());
    // A device that runs a firmware has one, wherever its package was unpacked.
    let running = host.devices().any(|(_, device)| device.firmware.is_some());
    if packaged || running {
        return;
    }
    // Containers get nothing of the firmware.
    if host.measurement.in_container || host.is_hidden("/usr/local/Ascend/firmware") {
        return hits.unknown();
    }
    hits.at(host.at("/firmware"), []);
}
