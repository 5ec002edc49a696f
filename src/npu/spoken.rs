//! Whether a text speaks of Ascend NPUs at all.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

/// A text with none of these is of no concern to the NPU rules. In the ways in which people write
/// them: words of any case at all would take several times as long to look for.
const WORDS: [&str; 14] = [
    "ascend",
    "Ascend",
    "ASCEND",
    "cann",
    "CANN",
    "davinci",
    "huawei",
    "Huawei",
    "HUAWEI",
    "mindie",
    "MindIE",
    "npu",
    "NPU",
    "rings-config",
];

static SEARCHER: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(WORDS));

/// Whether a text may be about Ascend NPUs.
pub(crate) fn is_spoken_of(text: &str) -> bool {
    let is_input = |start: usize, end: usize| {
        text[..start].ends_with(['i', 'I']) && text[end..].starts_with(['t', 'T'])
    };
    // Without a searcher for this processor, let the rules look.
    SEARCHER.as_ref().is_none_or(|searcher| {
        searcher.find_iter(text).any(|found| !is_input(found.start(), found.end()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RULES;

    #[test]
    fn words_are_told_from_letters() {
        for (text, expected, reason) in [
            ("huawei.com/Ascend910: 4", true, "a resource"),
            ("key: ASCEND_VISIBLE_DEVICES", true, "a variable"),
            ("npu.intel.com/accel: 1", true, "whose, the rules tell"),
            ("torch_npu==2.1.0", true, "a part of a name"),
            ("vnpu-dvpp: \"yes\"", true, "a virtual one"),
            ("input: stdin", false, "inside a word"),
            ("INPUT and npu", true, "one of two"),
            ("INPUT", false, "in capitals"),
            ("image: nginx", false, "nothing"),
        ] {
            assert_eq!(is_spoken_of(text), expected, "{text}: {reason}");
        }
    }

    #[test]
    fn no_rule_finds_anything_in_other_texts() {
        for rule in RULES.iter().filter(|rule| rule.family() == "NPU") {
            for example in rule.fail {
                assert!(is_spoken_of(example), "{}: {example}", rule.code);
            }
        }
    }
}
