//! Breaking text into lines, with Chinese in mind: it has no spaces, its characters take two
//! columns, and some of its punctuation must not begin a line.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const NOT_AT_START: &str = "，。、；：？！）」』》】”’…,.;:?!)]}";

/// The lines of a text, none wider than `width` if it can be helped.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let wide = piece.trim_end().width();
        if used > 0 && used + wide > width {
            let line = lines.last_mut().expect("internal: there is a line");
            line.truncate(line.trim_end().len());
            lines.push(String::new());
            used = 0;
        }
        lines.last_mut().expect("internal: there is a line").push_str(piece);
        used += piece.width();
    }
    lines
}

/// `text` and as many spaces as make it `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The parts of a text between which a line may be broken.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let (_, mut before) = chars.next()?;
        let end = chars.find_map(|(at, c)| {
            let breaks = before == ' ' && c != ' '
                || (is_wide(before) || is_wide(c)) && c != ' ' && !NOT_AT_START.contains(c);
            before = c;
            breaks.then_some(at)
        });
        let (piece, tail) = rest.split_at(end.unwrap_or(rest.len()));
        rest = tail;
        Some(piece)
    })
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_they_may() {
        for (text, width, expected, reason) in [
            ("set it to true", 9, vec!["set it to", "true"], "at a space"),
            (
                "a readOnlyRootFilesystem b",
                8,
                vec!["a", "readOnlyRootFilesystem", "b"],
                "a long word",
            ),
            ("根文件系统可写", 8, vec!["根文件系", "统可写"], "between characters of two columns"),
            ("设为只读，再挂载", 8, vec!["设为只", "读，再挂", "载"], "no comma at the start"),
            ("将 readOnly 设为 true。", 12, vec!["将 readOnly", "设为 true。"], "mixed"),
            ("", 8, vec![""], "nothing"),
        ] {
            assert_eq!(wrap(text, width), expected, "{reason}");
        }
    }
}
