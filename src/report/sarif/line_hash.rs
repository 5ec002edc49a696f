//! The hash by which GitHub recognises a line after others have moved around it:
//! `primaryLocationLineHash`.
//!
//! It is a polynomial over the 100 characters from the start of the line, without spaces and tabs,
//! and a number that tells lines of equal hash apart. GitHub's own upload action computes the same,
//! so alerts stay the same whether a report comes through it or straight to the API.

use std::collections::HashMap;

const WINDOW: usize = 100;
const BASE: u64 = 37;
const END_OF_FILE: u16 = u16::MAX;

/// The hashes of all lines of a text.
pub(super) struct LineHashes(Vec<(u64, u32)>);

impl LineHashes {
    pub(super) fn new(text: &str) -> Self {
        let (units, starts) = significant(text);
        // What a character weighs at the moment when it leaves the window.
        let leaving_weight = BASE.wrapping_pow(100);
        let unit = |at: usize| u64::from(units.get(at).copied().unwrap_or_default());
        let mut counts: HashMap<u64, u32> = HashMap::new();
        let mut hashes = Vec::with_capacity(starts.len());
        let mut next = starts.into_iter().peekable();
        let mut hash: u64 = 0;
        for end in 0..units.len() + WINDOW {
            let left = end.checked_sub(WINDOW).map_or(0, unit);
            hash = hash
                .wrapping_mul(BASE)
                .wrapping_add(unit(end))
                .wrapping_sub(left.wrapping_mul(leaving_weight));
            if next.next_if(|start| start + WINDOW == end + 1).is_some() {
                let count = counts.entry(hash).or_default();
                *count += 1;
                hashes.push((hash, *count));
            }
        }
        Self(hashes)
    }

    /// The hash of a line, from 1.
    pub(super) fn get(&self, line: usize) -> Option<String> {
        let (hash, count) = self.0.get(line.checked_sub(1)?)?;
        Some(format!("{hash:x}:{count}"))
    }
}

/// The UTF-16 units that count, with one kind of line break, and where among them each line starts.
fn significant(text: &str) -> (Vec<u16>, Vec<usize>) {
    const SPACE: u16 = b' ' as u16;
    const TAB: u16 = b'\t' as u16;
    const LF: u16 = b'\n' as u16;
    const CR: u16 = b'\r' as u16;
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut starts = vec![0];
    let mut previous = 0;
    for unit in text.encode_utf16() {
        match unit {
            SPACE | TAB => {}
            LF if previous == CR => {}
            LF | CR => {
                units.push(LF);
                starts.push(units.len());
            }
            _ => units.push(unit),
        }
        previous = unit;
    }
    units.push(END_OF_FILE);
    (units, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<String> {
        let hashes = LineHashes::new(text);
        (1..=hashes.0.len()).filter_map(|line| hashes.get(line)).collect()
    }

    /// The values are those that github/codeql-action holds its own implementation to.
    #[test]
    fn hashes_are_those_of_github() {
        let greetings = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        let lorem = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let rows: [(&str, &[&str], &str); 7] = [
            ("", &["c129715d7a2bc9a3:1"], "an empty file has one line"),
            (
                " a\nb\n  \t\tc\n d",
                &[
                    "271789c17abda88f:1",
                    "54703d4cd895b18:1",
                    "180aee12dab6264:1",
                    "a23a3dc5e078b07b:1",
                ],
                "indentation does not count",
            ),
            (
                " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
                &greetings,
                "a last line break begins a line",
            ),
            (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", &greetings, "old line breaks"),
            (
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                &greetings,
                "line breaks of two characters",
            ),
            (
                " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
                &greetings,
                "all kinds of line breaks",
            ),
            (
                &lorem,
                &[
                    "a7f2ff13bc495cf2:1",
                    "a7f2ff13bc495cf2:2",
                    "a7f2ff13bc495cf2:3",
                    "a7f2ff13bc495cf2:4",
                    "a7f2ff13bc495cf2:5",
                    "a7f2ff13bc495cf2:6",
                    "a7f2ff1481e87703:1",
                    "a9cf91f7bbf1862b:1",
                    "55ec222b86bcae53:1",
                    "cc97dc7b1d7d8f7b:1",
                    "c129715d7a2bc9a3:1",
                ],
                "equal lines are counted until the end comes into sight",
            ),
        ];
        for (text, expected, reason) in rows {
            assert_eq!(hashes(text), expected, "{reason}");
        }
    }
}
