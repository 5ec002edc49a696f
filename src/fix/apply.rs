//! Making edits in a text.

use crate::finding::Finding;
use crate::source::Span;

use super::Edit;

/// Of findings in one text, those whose edits do not get in each other's way, with all edits in the
/// order of the text. The others have their turn in the next round.
pub(super) fn choose<'a>(
    findings: impl Iterator<Item = &'a Finding>,
) -> (Vec<&'a Finding>, Vec<&'a Edit>) {
    let (mut chosen, mut edits): (Vec<&Finding>, Vec<&Edit>) = Default::default();
    for finding in findings.filter(|finding| !finding.fix.is_empty()) {
        let is_free = |edit: &Edit| edits.iter().all(|other| !meet(edit.span, other.span));
        if finding.fix.iter().all(is_free) {
            chosen.push(finding);
            edits.extend(&finding.fix);
        }
    }
    // Of one finding, what comes first at a place stays first.
    edits.sort_by_key(|edit| edit.span.start);
    (chosen, edits)
}

/// Whether two edits touch the same bytes, or add to the same place.
fn meet(a: Span, b: Span) -> bool {
    a.start == b.start || a.start < b.end && b.start < a.end
}

/// A text after edits that are in order.
pub(super) fn applied(text: &str, edits: &[&Edit]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        let range = edit.span.range();
        new.push_str(&text[from..range.start]);
        new.push_str(&edit.text);
        from = range.end;
    }
    new + &text[from..]
}

/// Where a byte is after edits that are in order: what stood in something that was replaced is where
/// that begins.
pub(super) fn moved(byte: u32, edits: &[&Edit]) -> u32 {
    let (mut gone, mut come) = (0, 0);
    for edit in edits.iter().filter(|edit| edit.span.start <= byte) {
        if edit.span.end > byte {
            gone += byte - edit.span.start;
        } else {
            gone += edit.span.end - edit.span.start;
            come += Span::new(0, edit.text.len()).end;
        }
    }
    byte + come - gone
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    #[test]
    fn places_move_with_the_text_around_them() {
        let source = Arc::new(Source::new("x", "0123456789"));
        let edit = |start, end, text: &str| Edit {
            source: Arc::clone(&source),
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let edits = [edit(2, 4, "abc"), edit(6, 6, "xy"), edit(8, 9, "")];
        let edits: Vec<_> = edits.iter().collect();
        let text = applied(source.text(), &edits);
        assert_eq!(text, "01abc45xy679");
        for (byte, expected, reason) in [
            (1, Some('1'), "before all edits"),
            (2, Some('a'), "replaced"),
            (3, Some('a'), "replaced, in the middle"),
            (4, Some('4'), "behind what was replaced"),
            (6, Some('6'), "behind what was added"),
            (8, Some('9'), "removed"),
            (10, None, "the end"),
        ] {
            let at = moved(byte, &edits) as usize;
            assert_eq!(text[at..].chars().next(), expected, "{reason}");
        }
    }
}
