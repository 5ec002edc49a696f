//! Chips by the names and numbers under which the layers of a node know them, and what is published
//! about them.
//!
//! Sources: hicann/driver, `specific_func.inc` (PCI ids); hicann/runtime, `acl_rt.h` (SoC names);
//! `data/platform_config` and `kernel/config` of CANN (their names there).

use super::version::Version;
use crate::npu::Chip;
use crate::npu::Chip::{A3, Ascend310, Ascend310P, Ascend910A, Ascend910B, Ascend950};

/// PCI device ids of vendor 0x19e5, the chips, and their names in node facts.
const PCI: [(&str, Chip, &str); 6] = [
    ("0xd100", Ascend310, "310"),
    ("0xd500", Ascend310P, "310P"),
    ("0xd801", Ascend910A, "910A"),
    ("0xd802", Ascend910B, "910B"),
    ("0xd803", A3, "A3"),
    ("0xd806", Ascend950, "950"),
];

/// What node facts call the chips with a PCI device id: `910B` for `0xd802`.
pub fn pci_chip(device: &str) -> Option<&'static str> {
    PCI.iter().find(|(id, ..)| id.eq_ignore_ascii_case(device)).map(|(.., name)| *name)
}

/// The chips with a PCI device id.
pub(crate) fn of_pci(device: &str) -> Option<Chip> {
    PCI.iter().find(|(id, ..)| id.eq_ignore_ascii_case(device)).map(|(_, chip, _)| *chip)
}

/// The chips of a name, with or without "Ascend": `910B3`, `Ascend310P3`, `Ascend910_9382`. The name
/// `Ascend910` alone is that of A3 to the driver, and of the first 910 in older texts.
pub(crate) fn of_name(name: &str) -> Option<Chip> {
    let name = bare(name);
    let families = [
        ("910B", Ascend910B),
        ("910_93", A3),
        ("910A", Ascend910A),
        ("910Pro", Ascend910A),
        ("910Premium", Ascend910A),
        ("310P", Ascend310P),
        ("950", Ascend950),
    ];
    let found = families.into_iter().find(|(start, _)| name.starts_with(start));
    found.map(|(_, chip)| chip).or_else(|| (name == "310").then_some(Ascend310))
}

fn bare(name: &str) -> &str {
    name.trim().trim_start_matches("Ascend").trim_start()
}

/// Whether CANN knows a chip, by its list of SoC names; nothing if the name does not tell the SoC.
pub(crate) fn is_known(socs: &[String], name: &str) -> Option<bool> {
    let wanted = format!("Ascend{}", bare(name));
    if socs.contains(&wanted) {
        return Some(true);
    }
    let starts = socs.iter().any(|soc| soc.starts_with(&wanted));
    match of_name(name)? {
        // Of these the driver may name the series only: Ascend950PR of Ascend950PR_9579.
        Ascend950 | A3 if starts => None,
        _ => Some(false),
    }
}

/// How the SoC names of chips begin.
pub(crate) fn soc_prefix(chip: Chip) -> &'static str {
    match chip {
        Ascend910A => "Ascend910",
        Ascend910B => "Ascend910B",
        A3 => "Ascend910_93",
        Ascend310 => "Ascend310",
        Ascend310P => "Ascend310P",
        Ascend950 => "Ascend950",
    }
}

/// The folder of CANN's operator kernels for chips.
pub(crate) fn kernels(chip: Chip) -> &'static str {
    match chip {
        Ascend910A => "ascend910",
        Ascend910B => "ascend910b",
        A3 => "ascend910_93",
        Ascend310 => "ascend310",
        Ascend310P => "ascend310p",
        Ascend950 => "ascend950",
    }
}

/// Whether the chips have network ports of their own, configured in `/etc/hccn.conf`.
pub(crate) fn has_ports(chip: Chip) -> bool {
    matches!(chip, Ascend910A | Ascend910B | A3)
}

/// Above this a chip throttles sooner or later, in degrees Celsius. Huawei publishes no limit of the
/// chips; silicon of this kind is specified to 105, and this leaves 15 for the load to come.
pub(crate) const TEMPERATURE_LIMIT: i32 = 90;

/// The same for high bandwidth memory, which is made for somewhat more heat, and next to the chip gets it.
pub(crate) const HBM_TEMPERATURE_LIMIT: i32 = 95;

/// The greatest power of chips in watts, where Huawei says it: 310 for the 910 at its launch in
/// August 2019. Of the others only boards and servers have a published power.
pub(crate) fn power_limit(chip: Chip) -> Option<f64> {
    (chip == Ascend910A).then_some(310.0)
}

/// The day of [`PUBLISHED`].
pub(crate) const PUBLISHED_AT: &str = "2026-11-23";

/// Releases of the driver that Huawei's tables speak of, from the oldest.
const DRIVERS: [&str; 7] = ["25.0", "25.2", "25.3", "25.5", "25.7", "26.0", "26.1"];

/// The first release of the driver that each CANN is published for: release notes of CANN 8.5.0 and
/// 9.1.0 (hiascend.com, CANNCommunityEdition/910 and canncommercial/850).
const PUBLISHED: [(&str, &str); 3] = [("8.5", "25.0"), ("9.0", "25.0"), ("9.1", "25.2")];

/// Whether Huawei's tables have a CANN and a driver together; nothing if they do not speak of one of
/// them. Drivers older than all that are listed are left out on purpose.
pub(crate) fn is_published(cann: &str, driver: &str) -> Option<bool> {
    let (cann, driver) = (Version::new(cann)?, Version::new(driver)?);
    let release = |text| Version::new(text).expect("internal: the table has versions");
    let (_, first) = PUBLISHED.iter().find(|(of, _)| cann.agrees(&release(of)))?;
    let listed = DRIVERS.iter().any(|of| driver.agrees(&release(of)));
    let is_old = driver < release(DRIVERS[0]) && !listed;
    if is_old {
        return Some(false);
    }
    listed.then(|| driver >= release(first) || driver.agrees(&release(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_by_name() {
        for (name, expected) in [
            ("910B3", Some(Ascend910B)),
            ("Ascend910B4-1", Some(Ascend910B)),
            ("Ascend 910A", Some(Ascend910A)),
            ("910ProB", Some(Ascend910A)),
            ("Ascend910_9382", Some(A3)),
            ("310P3", Some(Ascend310P)),
            ("Ascend310", Some(Ascend310)),
            ("Ascend950PR_9579", Some(Ascend950)),
            ("310B4", None),
            ("Ascend910", None),
            ("", None),
        ] {
            assert_eq!(of_name(name), expected, "{name}");
        }
        assert_eq!(pci_chip("0xD802"), Some("910B"));
        assert_eq!(of_pci("0x1234"), None);
    }

    #[test]
    fn chips_that_cann_knows() {
        let socs =
            ["Ascend910B3", "Ascend910B4", "Ascend310P3", "Ascend910_9382", "Ascend950PR_9579"];
        let socs = socs.map(str::to_owned);
        for (name, expected, reason) in [
            ("910B3", Some(true), "by its short name"),
            ("Ascend910_9382", Some(true), "as AscendCL says it"),
            ("910B4-1", Some(false), "a variant is another chip"),
            ("910B1", Some(false), "not there"),
            ("Ascend950PR", None, "only the series"),
            ("Ascend910", None, "which 910, nobody knows"),
            ("310B4", None, "no known chip"),
        ] {
            assert_eq!(is_known(&socs, name), expected, "{reason}");
        }
    }

    #[test]
    fn published_pairs() {
        for (cann, driver, expected, reason) in [
            ("8.5.0", "25.0.rc1.1", Some(true), "the oldest"),
            ("8.5.0", "24.1.rc3", Some(false), "older than all that are listed"),
            ("9.1.0", "25.0.rc1.1", Some(false), "N in the table"),
            ("9.1.0", "25.2.0", Some(true), "Y in the table"),
            ("9.1.0", "26.0.rc1", Some(true), "a candidate is of its release"),
            ("9.0.0", "25.1.rc2", None, "a release that no table has"),
            ("9.1.0", "27.0.0", None, "newer than the table"),
            ("8.2.RC1", "24.1.rc3", None, "a CANN that no table has"),
            ("8.5.0", "unknown", None, "no version"),
        ] {
            assert_eq!(is_published(cann, driver), expected, "{reason}");
        }
    }
}
