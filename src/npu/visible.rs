//! Lists of devices in environment variables: which cards the container runtime mounts, and which of
//! them a process uses.
//!
//! Sources: Ascend/mind-cluster, `component/ascend-docker-runtime/runtime/process/process.go` and
//! `install/process/constant.go` for `ASCEND_VISIBLE_DEVICES`; hicann/runtime,
//! `docs/zh/env_vars/ASCEND_RT_VISIBLE_DEVICES.md` for `ASCEND_RT_VISIBLE_DEVICES`.

/// What the runtime is told to mount.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Visible {
    /// `void`, or an empty value: nothing.
    Nothing,
    /// Cards by their numbers on the node, as they are written.
    Cards(Vec<u32>),
}

/// Why the runtime refuses a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// A word of another vendor: `all`, `none`.
    Word,
    /// A range that runs backwards.
    Backwards,
    /// A number past the last that the runtime takes.
    TooHigh,
    /// Numbers and names in one list.
    Mixed,
    /// Something else than numbers, ranges and names.
    Malformed,
}

/// The last number of a card that the runtime takes.
const LAST: u32 = 128;

/// Chips by which the runtime takes names such as `Ascend910-0`.
const CHIPS: [&str; 5] = ["Ascend910", "Ascend310B", "Ascend310P", "Ascend310", "npu"];

/// Reads `ASCEND_VISIBLE_DEVICES` as the runtime does: `0,2-4`, or `Ascend910-0,Ascend910-1`.
pub(crate) fn visible(value: &str) -> Result<Visible, Fault> {
    if value.is_empty() || value == "void" {
        return Ok(Visible::Nothing);
    }
    if ["all", "none"].iter().any(|word| value.eq_ignore_ascii_case(word)) {
        return Err(Fault::Word);
    }
    let mut cards = Vec::new();
    let mut is_named = None;
    for part in value.split(',') {
        let (named, range) = match named(part) {
            Some(number) => (true, number..=number),
            None => (false, range(part)?),
        };
        if is_named.replace(named).is_some_and(|before| before != named) {
            return Err(Fault::Mixed);
        }
        if *range.end() > LAST {
            return Err(Fault::TooHigh);
        }
        cards.extend(range);
    }
    Ok(Visible::Cards(cards))
}

/// The number of `Ascend910-3`.
fn named(part: &str) -> Option<u32> {
    let (chip, number) = part.rsplit_once('-')?;
    CHIPS.contains(&chip).then(|| digits(number)).flatten()
}

/// `3`, or `0-3`.
fn range(part: &str) -> Result<std::ops::RangeInclusive<u32>, Fault> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let (first, last) = digits(first).zip(digits(last)).ok_or(Fault::Malformed)?;
    if first > last { Err(Fault::Backwards) } else { Ok(first..=last) }
}

/// A number of digits alone; one that no machine word holds is as good as any that is too high.
fn digits(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

/// Why a process does not use what `ASCEND_RT_VISIBLE_DEVICES` lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RtFault {
    /// A blank, a letter, a range: reading stops there.
    Malformed,
    /// Not each number higher than the one before it.
    Unordered,
}

/// Reads `ASCEND_RT_VISIBLE_DEVICES`: numbers of the cards *in the container*, from 0, in ascending
/// order.
pub(crate) fn rt_visible(value: &str) -> Result<Vec<u32>, RtFault> {
    let numbers: Option<Vec<u32>> = value.split(',').map(digits).collect();
    let numbers = numbers.ok_or(RtFault::Malformed)?;
    let ascending = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    if ascending { Ok(numbers) } else { Err(RtFault::Unordered) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_read_as_the_runtime_reads_them() {
        let cards = |numbers: &[u32]| Ok(Visible::Cards(numbers.to_vec()));
        for (value, expected, reason) in [
            ("0", cards(&[0]), "one card"),
            ("1,3", cards(&[1, 3]), "some"),
            ("0-2,4", cards(&[0, 1, 2, 4]), "a range"),
            ("Ascend910-0,Ascend910-1", cards(&[0, 1]), "by name"),
            ("Ascend310P-7", cards(&[7]), "another chip"),
            ("npu-0,npu-1", cards(&[0, 1]), "the 950"),
            ("128", cards(&[128]), "the last"),
            ("", Ok(Visible::Nothing), "empty"),
            ("void", Ok(Visible::Nothing), "nothing, on purpose"),
            ("all", Err(Fault::Word), "NVIDIA's word"),
            ("none", Err(Fault::Word), "NVIDIA's word"),
            ("3-1", Err(Fault::Backwards), "a range that runs backwards"),
            ("129", Err(Fault::TooHigh), "past the last"),
            ("99999999999999999999", Err(Fault::TooHigh), "past any number"),
            ("0,Ascend910-1", Err(Fault::Mixed), "numbers and names"),
            ("0, 1", Err(Fault::Malformed), "a blank"),
            ("0,", Err(Fault::Malformed), "nothing behind the comma"),
            ("Ascend910B-0", Err(Fault::Malformed), "a name that the runtime does not know"),
            ("-1", Err(Fault::Malformed), "a sign"),
        ] {
            assert_eq!(visible(value), expected, "{value}: {reason}");
        }
    }

    #[test]
    fn logical_numbers_ascend() {
        for (value, expected, reason) in [
            ("0", Ok(vec![0]), "one"),
            ("0,1,5", Ok(vec![0, 1, 5]), "some"),
            ("1,0", Err(RtFault::Unordered), "descending"),
            ("0,0", Err(RtFault::Unordered), "twice"),
            ("0, 1", Err(RtFault::Malformed), "a blank"),
            ("0-3", Err(RtFault::Malformed), "a range"),
            ("", Err(RtFault::Malformed), "nothing"),
        ] {
            assert_eq!(rt_visible(value), expected, "{value}: {reason}");
        }
    }

    proptest! {
        /// Whatever is taken is what the runtime's own grammar takes, piece by piece.
        #[test]
        fn what_is_taken_is_within_the_grammar(value in "(Ascend(910|310P|310B|310)-|npu-|[0-9,-]| |void|all){0,8}") {
            if let Ok(Visible::Cards(cards)) = visible(&value) {
                prop_assert!(cards.iter().all(|card| *card <= LAST));
                let is_named = value.contains(|c: char| c.is_ascii_alphabetic());
                for part in value.split(',') {
                    let number = part.rsplit('-').next().unwrap_or_default();
                    prop_assert!(!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
                    prop_assert_eq!(part.contains(|c: char| c.is_ascii_alphabetic()), is_named);
                    prop_assert!(is_named || part.matches('-').count() <= 1);
                }
            }
        }

        #[test]
        fn a_list_of_numbers_is_taken_as_it_is(cards in prop::collection::vec(0_u32..=LAST, 1..9)) {
            let written: Vec<_> = cards.iter().map(ToString::to_string).collect();
            prop_assert_eq!(visible(&written.join(",")), Ok(Visible::Cards(cards)));
        }
    }
}
