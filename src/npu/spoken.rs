//! Whether a text speaks of Ascend NPUs at all.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// A text with none of these, in letters of any case, is of no concern to the NPU rules.
const WORDS: [&str; 8] =
    ["ascend", "cann", "davinci", "huawei", "mindie", "npu", "rings-config", "vnpu"];

static SEARCHER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut builder = AhoCorasickBuilder::new();
    builder.ascii_case_insensitive(true).build(WORDS).expect("internal: eight short words")
});

/// Whether a text may be about Ascend NPUs.
pub(crate) fn is_spoken_of(text: &str) -> bool {
    let is_word = |at: usize| !text.as_bytes()[..at].last().is_some_and(u8::is_ascii_alphabetic);
    SEARCHER.find_iter(text).any(|found| {
        // Not in "input".
        WORDS[found.pattern().as_usize()] != "npu" || is_word(found.start())
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
