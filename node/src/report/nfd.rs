//! Labels for Node Feature Discovery: a file of its local source.

use std::fmt::Write;

use seaworthy::clock;
use seaworthy::node::Device;

use super::Manner;
use crate::judged::{Judged, Verdict};

/// Values of labels have no more characters.
const LONGEST: usize = 63;

pub(super) fn render(judged: &Judged, manner: &Manner) -> String {
    let mut out = String::new();
    if let Some(seconds) = manner.expire {
        let _ = writeln!(out, "# +expiry-time={}", clock::later(seconds.into()));
    }
    for (name, value) in labels(judged) {
        // What cannot be told has no label.
        if let Some(value) = value.map(|value| valid(&value)).filter(|value| !value.is_empty()) {
            let _ = writeln!(out, "seaworthy.dev/{name}={value}");
        }
    }
    out
}

fn labels(judged: &Judged) -> Vec<(&'static str, Option<String>)> {
    let facts = &judged.facts;
    let fit = match judged.verdict() {
        Verdict::Fit => "true",
        Verdict::NotFit => "false",
        Verdict::Unknown => "unknown",
    };
    let dcmi = facts.dcmi.as_ref();
    let installed = facts.driver.as_ref().and_then(|driver| driver.version.clone());
    let driver = installed.or_else(|| dcmi?.driver_version.clone());
    let current = facts.cann.iter().find(|cann| cann.is_current).or(facts.cann.first());
    let cann = current.and_then(|cann| cann.version.clone());
    let of_device = |device: &Device| device.chip.clone();
    let chip = dcmi.and_then(|dcmi| dcmi.devices.iter().find_map(of_device));
    let on_bus = || facts.pci.iter().find_map(|function| function.chip.clone());
    vec![
        ("fit", Some(fit.to_owned())),
        ("grade", judged.grade().map(|grade| grade.as_str().to_owned())),
        ("driver", driver),
        ("cann", cann),
        ("chip", chip.or_else(on_bus)),
        ("npu.count", Some(judged.npus().to_string())),
        ("backend", Some(judged.backend().to_owned())),
    ]
}

/// The nearest valid value of a label: letters, digits, `-`, `_` and `.`, of which only letters and
/// digits begin and end it.
fn valid(value: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let value: String = value.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    let value = value.trim_start_matches(['-', '_', '.']);
    value[..value.len().min(LONGEST)].trim_end_matches(['-', '_', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_made_valid() {
        for (value, expected, reason) in [
            ("25.0.rc1.1", "25.0.rc1.1", "as it is"),
            ("Ascend 910B3", "Ascend_910B3", "a space"),
            (" _8.5.0+x ", "8.5.0_x", "what may not begin or end it"),
            ("昇腾", "", "nothing is left"),
            (&format!("{}.b", "a".repeat(62)), &"a".repeat(62), "cut before a point"),
        ] {
            assert_eq!(valid(value), expected, "{reason}");
        }
    }
}
