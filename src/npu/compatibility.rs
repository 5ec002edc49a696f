//! Which versions of torch-npu, PyTorch, CANN and Python belong together.
//!
//! Sources: Ascend/pytorch, `COMPATIBILITY.en.md`; vllm-ascend,
//! `docs/source/community/versioning_policy.md`.

/// A release of torch-npu, and the CANN that it was built with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    pub(crate) torch_npu: &'static str,
    pub(crate) cann: &'static str,
}

const fn of(torch_npu: &'static str, cann: &'static str) -> Release {
    Release { torch_npu, cann }
}

/// All releases since CANN 7.0, the newest first; 2.10.0 as vllm-ascend has it.
const RELEASES: [Release; 42] = [
    of("2.12.0", "9.1.0"),
    of("2.11.0", "9.1.0"),
    of("2.10.0.post4", "9.1.0"),
    of("2.9.0.post6", "9.1.0"),
    of("2.7.1.post8", "9.1.0"),
    of("2.10.0", "9.0.0"),
    of("2.9.0.post2", "9.0.0"),
    of("2.8.0.post4", "9.0.0"),
    of("2.7.1.post4", "9.0.0"),
    of("2.9.0", "8.5.0"),
    of("2.8.0.post2", "8.5.0"),
    of("2.7.1.post2", "8.5.0"),
    of("2.6.0.post5", "8.5.0"),
    of("2.8.0", "8.3.RC1"),
    of("2.7.1", "8.3.RC1"),
    of("2.6.0.post3", "8.3.RC1"),
    of("2.1.0.post17", "8.3.RC1"),
    of("2.6.0", "8.2.RC1"),
    of("2.5.1.post1", "8.2.RC1"),
    of("2.1.0.post13", "8.2.RC1"),
    of("2.5.1", "8.1.RC1"),
    of("2.4.0.post4", "8.1.RC1"),
    of("2.3.1.post6", "8.1.RC1"),
    of("2.1.0.post12", "8.1.RC1"),
    of("2.4.0.post2", "8.0.0"),
    of("2.3.1.post4", "8.0.0"),
    of("2.1.0.post10", "8.0.0"),
    of("2.4.0", "8.0.RC3"),
    of("2.3.1.post2", "8.0.RC3"),
    of("2.1.0.post8", "8.0.RC3"),
    of("2.3.1", "8.0.RC2"),
    of("2.2.0.post2", "8.0.RC2"),
    of("2.1.0.post6", "8.0.RC2"),
    of("1.11.0.post14", "8.0.RC2"),
    of("2.2.0", "8.0.RC1"),
    of("2.1.0.post4", "8.0.RC1"),
    of("1.11.0.post11", "8.0.RC1"),
    of("2.1.0", "7.0.0"),
    of("2.0.1.post1", "7.0.0"),
    of("1.11.0.post8", "7.0.0"),
    of("2.0.1", "7.0.RC1"),
    of("1.11.0.post4", "7.0.RC1"),
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

/// The PyTorch in the images of vllm-ascend: first and last minor version of 0 that have it.
const VLLM: [(u32, u32, &str); 5] =
    [(20, 23, "2.10.0"), (14, 19, "2.9.0"), (12, 13, "2.8.0"), (10, 11, "2.7.1"), (7, 9, "2.5.1")];

/// The release with this version of torch-npu, if it is among those that are published.
pub(crate) fn release(torch_npu: &str) -> Option<Release> {
    RELEASES.into_iter().find(|release| release.torch_npu == torch_npu)
}

/// The releases for the CANN of this major and minor version, the newest first.
pub(crate) fn releases_for(cann: (u32, u32)) -> impl Iterator<Item = Release> {
    RELEASES.into_iter().filter(move |release| line(release.cann) == Some(cann))
}

/// The major and minor version of CANN: its patches and candidates take the same torch-npu.
pub(crate) fn line(cann: &str) -> Option<(u32, u32)> {
    let mut parts = cann.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The PyTorch in the images of a version of vllm-ascend: `2.9.0` of `v0.18.0-a3`.
pub(crate) fn torch_in_vllm(tag: &str) -> Option<&'static str> {
    let minor = tag.strip_prefix("v0.")?.split('.').next()?.parse::<u32>().ok()?;
    VLLM.iter().find(|(first, last, _)| (*first..=*last).contains(&minor)).map(|entry| entry.2)
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
    fn versions_of_cann_come_in_lines() {
        for (cann, expected, reason) in [
            ("9.0.1", Some((9, 0)), "a patch"),
            ("8.3.rc1", Some((8, 3)), "a candidate"),
            ("9", None, "no minor version"),
            ("latest", None, "no number"),
        ] {
            assert_eq!(line(cann), expected, "{cann}: {reason}");
        }
        assert_eq!(releases_for((9, 0)).count(), 4);
        assert!(RELEASES.iter().all(|release| line(release.cann).is_some()));
    }

    #[test]
    fn images_of_vllm_have_their_pytorch() {
        for (tag, expected, reason) in [
            ("v0.18.0-a3", Some("2.9.0"), "between two changes"),
            ("v0.11.0rc1", Some("2.7.1"), "a candidate"),
            ("v0.23.0", Some("2.10.0"), "the newest known"),
            ("v0.24.0", None, "later than known"),
            ("v0.6.4", None, "before the table"),
            ("main", None, "no version"),
        ] {
            assert_eq!(torch_in_vllm(tag), expected, "{tag}: {reason}");
        }
    }

    #[test]
    fn a_release_extends_the_pytorch_of_its_own_number() {
        for release in RELEASES {
            let torch = torch_of(release.torch_npu);
            assert!(pythons(torch).is_some() || torch == "2.0.1", "{torch} is in no table");
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
