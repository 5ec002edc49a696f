//! Which versions of torch-npu, PyTorch, CANN and Python belong together.
//!
//! Source: Ascend/pytorch, `COMPATIBILITY.md`.

/// A release of torch-npu, the PyTorch that it extends, and the CANN that it was built with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    pub(crate) torch_npu: &'static str,
    pub(crate) torch: &'static str,
    pub(crate) cann: &'static str,
}

const fn of(torch_npu: &'static str, torch: &'static str, cann: &'static str) -> Release {
    Release { torch_npu, torch, cann }
}

/// All releases since CANN 7.0.0, the newest first.
const RELEASES: [Release; 41] = [
    of("2.12.0", "2.12.0", "9.1.0"),
    of("2.11.0", "2.11.0", "9.1.0"),
    of("2.10.0", "2.10.0", "9.1.0"),
    of("2.9.0.post3", "2.9.0", "9.1.0"),
    of("2.7.1.post5", "2.7.1", "9.1.0"),
    of("2.9.0.post2", "2.9.0", "9.0.0"),
    of("2.8.0.post4", "2.8.0", "9.0.0"),
    of("2.7.1.post4", "2.7.1", "9.0.0"),
    of("2.9.0", "2.9.0", "8.5.0"),
    of("2.8.0.post2", "2.8.0", "8.5.0"),
    of("2.7.1.post2", "2.7.1", "8.5.0"),
    of("2.6.0.post5", "2.6.0", "8.5.0"),
    of("2.8.0", "2.8.0", "8.3.RC1"),
    of("2.7.1", "2.7.1", "8.3.RC1"),
    of("2.6.0.post3", "2.6.0", "8.3.RC1"),
    of("2.1.0.post17", "2.1.0", "8.3.RC1"),
    of("2.6.0", "2.6.0", "8.2.RC1"),
    of("2.5.1.post1", "2.5.1", "8.2.RC1"),
    of("2.1.0.post13", "2.1.0", "8.2.RC1"),
    of("2.5.1", "2.5.1", "8.1.RC1"),
    of("2.4.0.post4", "2.4.0", "8.1.RC1"),
    of("2.3.1.post6", "2.3.1", "8.1.RC1"),
    of("2.1.0.post12", "2.1.0", "8.1.RC1"),
    of("2.4.0.post2", "2.4.0", "8.0.0"),
    of("2.3.1.post4", "2.3.1", "8.0.0"),
    of("2.1.0.post10", "2.1.0", "8.0.0"),
    of("2.4.0", "2.4.0", "8.0.RC3"),
    of("2.3.1.post2", "2.3.1", "8.0.RC3"),
    of("2.1.0.post8", "2.1.0", "8.0.RC3"),
    of("2.3.1", "2.3.1", "8.0.RC2"),
    of("2.2.0.post2", "2.2.0", "8.0.RC2"),
    of("2.1.0.post6", "2.1.0", "8.0.RC2"),
    of("1.11.0.post14", "1.11.0", "8.0.RC2"),
    of("2.2.0", "2.2.0", "8.0.RC1"),
    of("2.1.0.post4", "2.1.0", "8.0.RC1"),
    of("1.11.0.post11", "1.11.0", "8.0.RC1"),
    of("2.1.0", "2.1.0", "7.0.0"),
    of("2.0.1.post1", "2.0.1", "7.0.0"),
    of("1.11.0.post8", "1.11.0", "7.0.0"),
    of("2.0.1", "2.0.1", "7.0.RC1"),
    of("1.11.0.post4", "1.11.0", "7.0.RC1"),
];

/// The Pythons that a PyTorch has wheels for: first and last minor version of 3.
const PYTHONS: [(&str, u32, u32); 14] = [
    ("2.13.0", 10, 14),
    ("2.12.0", 10, 14),
    ("2.11.0", 10, 14),
    ("2.10.0", 10, 13),
    ("2.9.0", 10, 13),
    ("2.8.0", 9, 13),
    ("2.7.1", 9, 13),
    ("2.6.0", 9, 11),
    ("2.5.1", 9, 11),
    ("2.4.0", 8, 11),
    ("2.3.1", 8, 11),
    ("2.2.0", 8, 10),
    ("2.1.0", 8, 11),
    ("1.11.0", 7, 10),
];

/// The release with this version of torch-npu, if it is among those that are published.
pub(crate) fn release(torch_npu: &str) -> Option<Release> {
    RELEASES.into_iter().find(|release| release.torch_npu == torch_npu)
}

/// The PyTorch that a version of torch-npu extends: `2.9.0` of `2.9.0.post3` and `2.9.0rc1`.
pub(crate) fn torch_of(torch_npu: &str) -> &str {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let end = torch_npu.find(|c| !is_part(c)).unwrap_or(torch_npu.len());
    torch_npu[..end].trim_end_matches('.')
}

/// The last number of the first and last Python 3 for which a PyTorch has wheels.
pub(crate) fn pythons(torch: &str) -> Option<(u32, u32)> {
    PYTHONS.iter().find(|(version, ..)| *version == torch).map(|(_, first, last)| (*first, *last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_extends_the_pytorch_of_its_own_number() {
        for release in RELEASES {
            assert_eq!(torch_of(release.torch_npu), release.torch, "{}", release.torch_npu);
            assert!(pythons(release.torch).is_some() || release.torch == "2.0.1");
        }
        for (torch_npu, expected, reason) in [
            ("2.9.0.post3", "2.9.0", "a later build"),
            ("2.9.0rc1", "2.9.0", "a candidate"),
            ("2.9.0.dev20260101", "2.9.0", "a nightly build"),
            ("2.9.0", "2.9.0", "plain"),
        ] {
            assert_eq!(torch_of(torch_npu), expected, "{reason}");
        }
    }
}
