//! The packages of the driver and of the firmware, as their `version.info` and
//! `/etc/ascend_install.info` tell.

use seaworthy::node::{Driver, Firmware, Installation, NodeFacts, Range};

use super::pairs::pairs;
use super::root::Root;

const INSTALLATION: &str = "/etc/ascend_install.info";
/// Where packages are if the installation does not say: its default, and that of hosts on which only
/// containers use the driver.
const PLACES: [&str; 2] = ["/usr/local/Ascend", "/var/lib/Ascend"];

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    facts.installation = root.exists(INSTALLATION).then(|| {
        let values = pairs(&root.read(INSTALLATION).unwrap_or_default());
        Installation { path: INSTALLATION.to_owned(), values }
    });
    facts.driver =
        find(root, facts.installation.as_ref(), "Driver", "driver").map(|(path, text)| {
            let mut values = pairs(&text);
            Driver {
                path,
                version: values.remove("Version"),
                inner_version: values.remove("Innerversion"),
                compatible: values.get("compatible_version").map(|list| ranges(list)),
                compatible_firmware: values.get("compatible_version_fw").map(|list| ranges(list)),
            }
        });
    facts.firmware =
        find(root, facts.installation.as_ref(), "Firmware", "firmware").map(|(path, text)| {
            let mut values = pairs(&text);
            Firmware {
                path,
                version: values.remove("Version"),
                compatible_drivers: values.get("compatible_version_drv").map(|list| ranges(list)),
            }
        });
}

/// The version.info of a package that is there, and its text: empty if it cannot be read.
fn find(
    root: &Root,
    installation: Option<&Installation>,
    key: &str,
    package: &str,
) -> Option<(String, String)> {
    let named = installation.and_then(|installation| {
        let path = installation.values.get(&format!("{key}_Install_Path_Param"))?;
        path.starts_with('/').then(|| path.trim_end_matches('/'))
    });
    let paths =
        named.into_iter().chain(PLACES).map(|place| format!("{place}/{package}/version.info"));
    let path = paths.into_iter().find(|path| root.exists(path))?;
    let text = root.read(&path).unwrap_or_default();
    Some((path, text))
}

/// `[V100R001C13],[7.0.0,7.5.99]`: each in brackets one version, or the least and the greatest.
pub(super) fn ranges(list: &str) -> Vec<Range> {
    let mut ranges = Vec::new();
    let mut rest = list;
    while let Some((_, after)) = rest.split_once('[') {
        let (inside, after) = after.split_once(']').unwrap_or((after, ""));
        let (from, to) = match inside.split_once(',') {
            Some((from, to)) => (from.trim(), Some(to.trim())),
            None => (inside.trim(), None),
        };
        if !from.is_empty() {
            let to = to.filter(|to| !to.is_empty()).map(str::to_owned);
            ranges.push(Range { from: from.to_owned(), to });
        }
        rest = after;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_brackets() {
        for (text, expected, reason) in [
            ("", &[][..], "declares that it knows none"),
            ("[V100R001C13]", &[("V100R001C13", None)], "one"),
            ("[A],[B]", &[("A", None), ("B", None)], "two"),
            ("[7.0.0,7.5.99]", &[("7.0.0", Some("7.5.99"))], "an interval"),
            (
                "[6.4.0,6.4.99],[7.0.0,7.7.99]",
                &[("6.4.0", Some("6.4.99")), ("7.0.0", Some("7.7.99"))],
                "two intervals",
            ),
            ("[24.0,24.0.]", &[("24.0", Some("24.0."))], "their way to write a prefix"),
            ("[C15,C18],[C30]", &[("C15", Some("C18")), ("C30", None)], "both kinds"),
            (" [ A , B ] ; [C]", &[("A", Some("B")), ("C", None)], "spaces, another comma"),
            ("[A],[B", &[("A", None), ("B", None)], "not closed"),
            ("[],[,B],[A,]", &[("A", None)], "without a least there is none"),
            ("A,B", &[], "no brackets"),
            ("]]][", &[], "brackets only"),
        ] {
            let found = ranges(text);
            let found: Vec<_> =
                found.iter().map(|range| (range.from.as_str(), range.to.as_deref())).collect();
            assert_eq!(found, expected, "{text:?}: {reason}");
        }
    }
}
