//! An input text, its name and its line index; and the spans that point into it.

use std::sync::OnceLock;

use crate::lang::Message;

/// A half-open range of bytes in the text of a [`Source`].
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`. Texts are smaller than 4 GiB:.
    pub fn new(start: usize, end: usize) -> Self {
        let byte = |n| u32::try_from(n).expect("internal: a text is smaller than 4 GiB");
        Self { start: byte(start), end: byte(end) }
    }

    /// From the start of this span to the end of `other`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }

    /// As a range of indices.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place in a text, as people and report formats count it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode code points, from 1.
    pub column: usize,
    /// The byte offset in the text, from 0.
    pub byte: usize,
}

/// An input text.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    /// A text and the name that reports give it: a path with forward slashes, or `<stdin>`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The name that reports give it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder that it is in; nothing if the name has none.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Where a byte stands.
    pub fn position(&self, byte: u32) -> Position {
        let lines = self.lines();
        let line = lines.partition_point(|&start| start <= byte);
        let start = lines[line - 1] as usize;
        let column = self.text[start..byte as usize].chars().count() + 1;
        Position { line, column, byte: byte as usize }
    }

    /// The span of a line (from 1) without its line break; nothing past the last line.
    pub fn line(&self, line: usize) -> Option<Span> {
        let start = *self.lines().get(line.checked_sub(1)?)? as usize;
        let end = self.lines().get(line).map_or(self.text.len(), |&next| next as usize);
        let content = self.text[start..end].trim_end_matches(['\n', '\r']);
        Some(Span::new(start, start + content.len()))
    }

    /// Where each line starts; a line ends with `\n`.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| Span::new(0, at + 1).end)).collect()
        })
    }
}

/// Something wrong at a place in a [`Source`], in words for both languages.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What, in words.
    pub message: Message,
    /// Places that help to understand it, each with what is to be seen there.
    pub related: Vec<(Span, Message)>,
}

impl Problem {
    /// A problem that one place explains.
    pub fn new(span: Span, message: impl Into<Message>) -> Self {
        Self { span, message: message.into(), related: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_code_points_and_bytes() {
        let source = Source::new("a", "ab\n昇腾x\r\n");
        let position = source.position(9);
        assert_eq!(position, Position { line: 2, column: 3, byte: 9 });
        assert_eq!(source.slice(source.line(2).expect("line 2")), "昇腾x");
        assert_eq!(source.position(12).line, 3);
        assert_eq!(source.line(4), None);
    }
}
