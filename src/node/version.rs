//! Versions of packages, and what packages declare about those of others.
//!
//! Sources: hicann/driver, `version.info` of driver and firmware; hicann/cmake,
//! `scripts/install/check_version_required.awk`, for what a package requires of another.

use std::cmp::Ordering;

use super::Range;

/// A version as packages write it: `24.1.rc3`, `8.2.RC1`, `7.5.0.1.129`.
#[derive(Clone, Debug)]
pub(crate) struct Version(Vec<Part>);

/// One of the parts between the dots. What comes before a release is less than its absence.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Part {
    /// A stage before the release, and its number: `T6`, `alpha001`, `beta1`, `rc3`.
    Before(Stage, u64),
    /// A number, or that of a build: `b002`.
    Number(u64),
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Stage {
    Test,
    Alpha,
    Beta,
    Candidate,
}

impl Version {
    /// Reads a version; nothing if a part of it is of no known form.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let parts = text.trim().trim_end_matches('.').split('.');
        parts.map(part).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Whether this is the other as far as the shorter of them goes: `8.5.0` and `8.5.0.2.220`.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let shorter = self.0.len().min(other.0.len());
        self.compare(other, shorter) == Ordering::Equal
    }

    /// Compares the first parts. A missing one is zero.
    fn compare(&self, other: &Self, parts: usize) -> Ordering {
        let part = |version: &Self, at| version.0.get(at).copied().unwrap_or(Part::Number(0));
        let pairs = (0..parts).map(|at| part(self, at).cmp(&part(other, at)));
        pairs.fold(Ordering::Equal, Ordering::then)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other, self.0.len().max(other.0.len()))
    }
}

fn part(text: &str) -> Option<Part> {
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (word, number) = text.split_at(digits);
    let number = if number.is_empty() { 0 } else { number.parse().ok()? };
    let stage = match word.to_ascii_lowercase().as_str() {
        "" if !text.is_empty() => return Some(Part::Number(number)),
        "b" | "build" => return Some(Part::Number(number)),
        "t" => Stage::Test,
        "alpha" => Stage::Alpha,
        "beta" => Stage::Beta,
        "rc" => Stage::Candidate,
        _ => return None,
    };
    Some(Part::Before(stage, number))
}

/// Whether declared ranges have a version; nothing if one of the versions cannot be read.
///
/// A bound counts as far as it is written: `[24.0,24.0.]` is all of 24.0, and 7.5.99 is the end of 7.5.
/// (The driver itself compares text here, so that to it 7.10 comes before 7.5.)
pub(crate) fn has(ranges: &[Range], version: &str) -> Option<bool> {
    let version = Version::new(version)?;
    let within = |range: &Range| {
        let from = Version::new(&range.from)?;
        let to = range.to.as_deref().map_or(Some(from.clone()), Version::new)?;
        let is_from = version.compare(&from, from.0.len()).is_ge();
        Some(is_from && version.compare(&to, to.0.len()).is_le())
    };
    any(ranges.iter().map(within))
}

/// Whether declared ranges have a release train: `V100R001C19`.
///
/// Trains are labels without an order: C10 came after C25. So of an interval only the two ends are
/// known to be in it.
pub(crate) fn has_train(ranges: &[Range], train: &str) -> Option<bool> {
    let within = |range: &Range| {
        let ends = [Some(&range.from), range.to.as_ref()];
        let is_end = ends.into_iter().flatten().any(|end| end == train);
        let is_interval = range.to.as_ref().is_some_and(|to| *to != range.from);
        (is_end || !is_interval).then_some(is_end)
    };
    any(ranges.iter().map(within))
}

/// The release train of an inner version: `V100R001C19` of `V100R001C19SPC001B124`.
pub(crate) fn train(inner: &str) -> Option<&str> {
    let at = inner.find('C')? + 1;
    let digits = inner[at..].bytes().take_while(u8::is_ascii_digit).count();
    (inner.starts_with('V') && digits > 0).then(|| &inner[..at + digits])
}

/// Whether a version is what a package requires of another: `>=8.5, <9.0`; nothing if that cannot be
/// read. A lower bound and an upper one after it make an interval; otherwise any will do.
pub(crate) fn meets(required: &str, version: &str) -> Option<bool> {
    let mut met = Vec::new();
    let mut lower = None;
    for item in required.trim_matches(['"', ' ']).split(',').map(str::trim) {
        let bound = item.trim_start_matches(['<', '>', '=']);
        let operator = &item[..item.len() - bound.len()];
        let (bound, version) = (numbers(bound)?, numbers(version)?);
        let order = version.compare(&bound, version.0.len().max(bound.0.len()));
        match operator {
            "" | "=" | "==" => met.push(version.compare(&bound, bound.0.len()).is_eq()),
            ">=" | ">" => {
                met.extend(lower.take());
                lower = Some(if operator == ">" { order.is_gt() } else { order.is_ge() });
            }
            "<=" | "<" => {
                let is_below = if operator == "<" { order.is_lt() } else { order.is_le() };
                met.push(lower.take().unwrap_or(true) && is_below);
            }
            _ => return None,
        }
    }
    met.extend(lower);
    Some(met.contains(&true))
}

/// A version of numbers only, as the installer reads it: `rc2` is zero.
fn numbers(text: &str) -> Option<Version> {
    let number = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        part[..digits].parse().unwrap_or(0)
    };
    let text = text.trim();
    let parts = text.split('.').map(number).map(Part::Number).collect();
    text.starts_with(|c: char| c.is_ascii_digit()).then_some(Version(parts))
}

/// Whether any holds: if none does, it must be known of all.
fn any(holds: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let holds: Vec<_> = holds.collect();
    if holds.contains(&Some(true)) {
        return Some(true);
    }
    holds.iter().all(Option::is_some).then_some(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranges(text: &str) -> Vec<Range> {
        let items = text.trim_matches(['[', ']']).split("],[");
        let range = |item: &str| match item.split_once(',') {
            Some((from, to)) => Range { from: from.into(), to: Some(to.into()) },
            None => Range { from: item.into(), to: None },
        };
        items.map(range).collect()
    }

    #[test]
    fn versions_are_ordered_as_they_were_released() {
        let mut before = None;
        for text in [
            "7.1.0.11.220",
            "7.5.T5.0.b019",
            "7.5.0.1.129",
            "7.10.0",
            "8.0.T6",
            "8.0.RC1.alpha001",
            "8.0.RC1",
            "8.0.0",
            "23.0.rc3",
            "23.0.0",
            "23.0.7",
            "24.1.rc2",
            "24.1.rc2.2",
            "24.1.rc3",
            "24.1",
            "25.0.rc1",
            "25.0.rc1.b002",
        ] {
            let version = Version::new(text);
            assert!(version.is_some() && before < version, "{text} after {before:?}");
            before = version;
        }
        for (a, b, reason) in
            [("24.1", "24.1.0", "what is missing is zero"), ("8.2.RC1", "8.2.rc1", "either case")]
        {
            assert_eq!(Version::new(a), Version::new(b), "{reason}");
        }
        for text in ["", "latest", "8..0", "V100R001C19"] {
            assert!(Version::new(text).is_none(), "{text}");
        }
    }

    #[test]
    fn ranges_of_versions() {
        for (declared, version, expected, reason) in [
            ("[7.0.0,7.5.99]", "7.5.0.1.129", Some(true), "24.1.rc3 and its own firmware"),
            ("[7.0.0,7.2.99]", "7.3.0.1.231", Some(false), "a pair that failed with 507899"),
            ("[7.0.0,7.2.99]", "7.2.99.1", Some(true), "the bound counts as far as it goes"),
            ("[7.0.0,7.5.99]", "7.10.0.1", Some(false), "numbers, not text"),
            ("[7.0.0,8.9.9]", "7.10.0.1", Some(true), "numbers, not text"),
            ("[24.0,24.0.]", "24.0.rc1", Some(true), "everything of 24.0"),
            ("[24.0,24.0.]", "24.1.rc1", Some(false), "24.1 is another"),
            ("[23.0.rc3,23.0.rc3.]", "23.0.rc3.1", Some(true), "everything of rc3"),
            ("[23.0.rc3,23.0.rc3.]", "23.0.0", Some(false), "the release is not rc3"),
            ("[6.4.0,6.4.99],[7.0.0,7.7.99]", "6.4.12.1.241", Some(true), "the first of two"),
            ("[7.1.0]", "7.1.0.3", Some(true), "one version"),
            ("[7.0.0,7.5.99]", "unknown", None, "no version"),
            ("[latest],[7.0.0,7.5.99]", "7.1.0", Some(true), "one that fits will do"),
            ("[latest],[7.0.0,7.5.99]", "8.0.0", None, "what cannot be read may fit"),
        ] {
            assert_eq!(has(&ranges(declared), version), expected, "{reason}");
        }
    }

    #[test]
    fn ranges_of_trains() {
        for (declared, train, expected, reason) in [
            ("[V100R001C13],[V100R001C19]", "V100R001C19", Some(true), "one of the list"),
            ("[V100R001C13],[V100R001C19]", "V100R001C15", Some(false), "not in the list"),
            ("[V100R001C13,V100R001C19],[V100R001C30]", "V100R001C13", Some(true), "an end"),
            ("[V100R001C13,V100R001C19],[V100R001C30]", "V100R001C15", None, "between labels"),
            ("[V100R001C13,V100R001C19],[V100R001C30]", "V100R001C10", None, "nobody knows"),
            ("[V100R001C30,V100R001C30]", "V100R001C10", Some(false), "an interval of one"),
        ] {
            assert_eq!(has_train(&ranges(declared), train), expected, "{reason}");
        }
        for (inner, expected) in [
            ("V100R001C19SPC001B124", Some("V100R001C19")),
            ("V100R001C20B053", Some("V100R001C20")),
            ("V100R001C10", Some("V100R001C10")),
            ("24.1.rc3", None),
            ("V100R001C", None),
            ("", None),
        ] {
            assert_eq!(train(inner), expected);
        }
    }

    #[test]
    fn requirements() {
        for (required, version, expected, reason) in [
            ("\"8.5\"", "8.5.0.2.220", Some(true), "a bare version is a prefix"),
            ("8.5", "8.50.0", Some(false), "a prefix of parts, not of text"),
            (">=8.5, <9.0", "8.5.1", Some(true), "an interval"),
            (">=8.5, <9.0", "9.0.0", Some(false), "its end is out"),
            (">=8.5, <9.0", "8.3.RC1", Some(false), "before it"),
            (">=8.0.RC2", "8.0.RC1", Some(true), "stages are zero to the installer"),
            (">9.0, 8.3", "8.3.1", Some(true), "one of two"),
            ("<8.0, >=8.5", "8.2", Some(false), "neither"),
            ("~8.5", "8.5", None, "no known operator"),
            ("8.5", "unknown", None, "no version"),
        ] {
            assert_eq!(meets(required, version), expected, "{reason}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_fails(text in "\\PC{0,20}", other in "[0-9a-zC.,<>=\"]{0,12}") {
            let _ = (Version::new(&text), train(&text), meets(&text, &other), meets(&other, &text));
            let _ = has(&[Range { from: other.clone(), to: Some(text) }], &other);
        }

        #[test]
        fn numbers_are_compared_as_numbers(a in prop::collection::vec(0u64..30, 3), b in prop::collection::vec(0u64..30, 3)) {
            let text = |parts: &[u64]| parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
            prop_assert_eq!(Version::new(&text(&a)).cmp(&Version::new(&text(&b))), a.cmp(&b));
        }

        #[test]
        fn a_range_has_its_ends(from in "[0-9]{1,2}\\.[0-9]{1,2}", to in "[0-9]{1,2}\\.[0-9]{1,2}") {
            let (from, to) = if Version::new(&from) <= Version::new(&to) { (from, to) } else { (to, from) };
            let range = [Range { from: from.clone(), to: Some(to.clone()) }];
            prop_assert_eq!(has(&range, &from), Some(true));
            prop_assert_eq!(has(&range, &format!("{to}.rc1")), Some(true));
        }
    }
}
