//! Releases of CANN as they declare themselves, for images whose files cannot be looked at.
//!
//! Source: `ascend_toolkit_install.info` of these releases.

use super::{Cann, Range};

/// Releases, their trains, and those of the drivers that they list; no list where none is known.
const RELEASES: [(&str, &str, &[&str]); 7] = [
    ("8.0.0", "C20", &["C15", "C17", "C18", "C19", "C20"]),
    ("8.1.RC1", "C21", &["C15", "C18", "C19", "C20", "C21"]),
    ("8.2.RC1", "C22", &["C15", "C18", "C19", "C20", "C21", "C23"]),
    ("8.3.RC1", "C23", &[]),
    ("8.3.RC2", "C23", &[]),
    ("8.5.0", "C25", &["C15", "C18", "C19", "C20", "C21", "C23"]),
    ("9.1.0", "C11", &[]),
];

/// What a release of CANN declares; only its version where no more is known.
pub(crate) fn cann(version: &str) -> Cann {
    let known = RELEASES.iter().find(|(of, ..)| of.eq_ignore_ascii_case(version));
    let inner = |train: &str| format!("V100R001{train}");
    let range = |train: &&str| Range { from: inner(train), to: None };
    let drivers = known.map(|(.., drivers)| drivers.iter().map(range).collect::<Vec<_>>());
    Cann {
        version: Some(version.to_owned()),
        inner_version: known.map(|(_, train, _)| inner(train)),
        compatible: drivers.filter(|drivers| !drivers.is_empty()),
        ..Cann::default()
    }
}
