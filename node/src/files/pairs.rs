//! `key=value` lines, as most files of the driver, of CANN and of the system are.

use std::collections::BTreeMap;

/// The values by key. A value may be in quotes; of a key that is repeated the last counts, as where a
/// shell reads them.
pub(super) fn pairs(text: &str) -> BTreeMap<String, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().filter_map(pair).collect()
}

fn pair(line: &str) -> Option<(String, String)> {
    if line.trim_start().starts_with(['#', ';']) {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    (!key.is_empty()).then(|| (key.to_owned(), unquoted(value.trim()).to_owned()))
}

/// The text in the quotes around all of it, if they are a pair.
fn unquoted(text: &str) -> &str {
    let within = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_pairs() {
        for (text, expected, reason) in [
            ("", &[][..], "empty"),
            ("a=1\nb=2", &[("a", "1"), ("b", "2")], "two, the last without end of line"),
            ("a=1\r\nb=2\r\n", &[("a", "1"), ("b", "2")], "ends of lines of another system"),
            ("\u{feff}a=1", &[("a", "1")], "a byte order mark"),
            ("a", &[], "no sign"),
            ("=1", &[], "no key"),
            ("a=", &[("a", "")], "an empty value"),
            ("a=1\na=2", &[("a", "2")], "repeated: the last"),
            ("  a = 1  ", &[("a", "1")], "spaces around"),
            ("a=\"1 2\"", &[("a", "1 2")], "in quotes"),
            ("a='1'", &[("a", "1")], "in other quotes"),
            ("a=\"1", &[("a", "\"1")], "a quote without its other"),
            ("a=\"", &[("a", "\"")], "a lonely quote"),
            ("a=\">=8.5\", x", &[("a", "\">=8.5\", x")], "quotes around a part"),
            ("a=b=c", &[("a", "b=c")], "a sign in the value"),
            ("# a=1\n  ;b=2\nc=3", &[("c", "3")], "comments"),
            ("a=1 # b", &[("a", "1 # b")], "no comment: values may have it"),
            ("\u{1}\u{2}=\u{3}", &[("\u{1}\u{2}", "\u{3}")], "odd characters are kept"),
        ] {
            let found = pairs(text);
            let found: Vec<_> =
                found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            assert_eq!(found, expected, "{text:?}: {reason}");
        }
    }
}
