use crate::node::version::{Version, has};
use crate::node::{Driver, Firmware, Host};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let package = host.firmware.as_ref().and_then(|firmware| firmware.version.as_deref());
    let package = package.map(|version| (version, host.place("/firmware/version")));
    let running = host.devices().find_map(|(pointer, device)| {
        Some((device.firmware.as_deref()?, host.place(&format!("{pointer}/firmware"))))
    });
    if host.driver_version().is_none() && package.or(running).is_none() {
        return hits.skip();
    }
    let (Some((driver, place)), Some(firmware)) = (host.driver_version(), running.or(package))
    else {
        return hits.unknown();
    };
    judge(host, (driver, place), firmware, hits);
    if let (Some(package), Some(running)) = (package, running)
        && let (Some(one), Some(other)) = (Version::new(package.0), Version::new(running.0))
        && one != other
    {
        hits.case("running", running.1, [("package", &package.0), ("running", &running.0)]);
    }
}

/// The driver's word counts, and the firmware's where the driver has none: a firmware lists only drivers
/// that are older, not even that of its own release (23.0.7 and 7.1.0.11.220).
fn judge(host: &Host, driver: (&str, Node), firmware: (&str, Node), hits: &mut Hits) {
    let of_driver = |driver: &Driver| has(driver.compatible_firmware.as_ref()?, firmware.0);
    let of_firmware = |firmware: &Firmware| has(firmware.compatible_drivers.as_ref()?, driver.0);
    let args: [(_, &dyn std::fmt::Display); 2] = [("driver", &driver.0), ("firmware", &firmware.0)];
    match host.driver.as_ref().and_then(of_driver) {
        Some(true) => {}
        Some(false) => {
            let declared = host.at("/driver/compatibleFirmware");
            hits.case("refused", firmware.1, args).related("declared", declared);
        }
        None => match host.firmware.as_ref().and_then(of_firmware) {
            Some(true) => {}
            Some(false) => {
                let declared = host.at("/firmware/compatibleDrivers");
                hits.case("refusing", driver.1, args).related("declared", declared);
            }
            None => hits.unknown(),
        },
    }
}
