use crate::node::{Host, version::Version};
use crate::rule::Hits;

const STATUS: &str = "Driver_Install_Status";

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.driver_version().is_some() {
        recorded(host, hits);
        loaded(host, hits);
    } else if host.measurement.in_container || host.is_hidden("/usr/local/Ascend/driver") {
        // A container gets the libraries of the driver, and its records only if somebody mounts them.
        hits.unknown();
    } else {
        hits.case("absent", host.at("/driver"), []);
    }
}

/// Whether the installer says that it came to its end.
fn recorded(host: &Host, hits: &mut Hits) {
    let Some(installation) = &host.installation else {
        if host.measurement.in_container || host.is_hidden("/etc/ascend_install.info") {
            return hits.unknown();
        }
        hits.case("unrecorded", host.at("/driver"), []);
        return;
    };
    let file: (_, &dyn std::fmt::Display) = ("file", &installation.path);
    match installation.values.get(STATUS).map(String::as_str) {
        Some("complete") => {}
        Some(status) => {
            let place = host.place("/installation/values/Driver_Install_Status");
            hits.case("incomplete", place, [("status", &status), file]);
        }
        None => {
            hits.case("no-status", host.at("/installation/values"), [file]);
        }
    }
}

/// Whether the driver that answers is the one that is installed.
fn loaded(host: &Host, hits: &mut Hits) {
    let installed = host.driver.as_ref().and_then(|driver| driver.version.as_deref());
    let loaded = host.answering().and_then(|dcmi| dcmi.driver_version.as_deref());
    let (Some(installed), Some(loaded)) = (installed, loaded) else { return };
    let (Some(one), Some(other)) = (Version::new(installed), Version::new(loaded)) else { return };
    if one != other {
        let place = host.place("/dcmi/driverVersion");
        hits.case("not-loaded", place, [("installed", &installed), ("loaded", &loaded)])
            .related("installed", host.place("/driver/version"));
    }
}
