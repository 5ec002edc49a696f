//! Texts put together from pieces of a source, which know where each of their bytes stands; and the
//! logical lines of a Dockerfile, which are such texts.

use std::ops::Range;

use super::keyword::{Keyword, nearest};
use crate::lang::Text;
use crate::source::{Problem, Source, Span};

const REPEATED_DIRECTIVE: Text = Text {
    en: "parser directive \"{name}\" is given twice; keep one",
    zh: "解析器指令 \"{name}\" 出现了两次，请只保留一个",
};
const UNKNOWN_ESCAPE: Text = Text {
    en: "escape character \"{value}\" is neither \"\\\" nor \"`\"",
    zh: "转义字符 \"{value}\" 既不是 \"\\\" 也不是 \"`\"",
};

/// A text made of pieces of a [`Source`].
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    text: String,
    /// Where a piece begins, in the text and in the source; ordered by both, never empty.
    pieces: Vec<(usize, usize)>,
}

impl Excerpt {
    /// An empty text that stands at a byte of the source.
    pub(crate) fn at(byte: usize) -> Self {
        Self { text: String::new(), pieces: vec![(0, byte)] }
    }

    /// A span of the source as it is.
    #[cfg(test)]
    pub(crate) fn verbatim(source: &Source, span: Span) -> Self {
        Self { text: source.slice(span).to_owned(), pieces: vec![(0, span.start as usize)] }
    }

    /// The text itself.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds what stands at `byte` of the source, or what an escape sequence there means.
    pub(crate) fn push(&mut self, text: &str, byte: usize) {
        if self.text.is_empty() {
            self.pieces.clear();
        }
        if self.pieces.is_empty() || self.byte(self.text.len()) != byte {
            self.pieces.push((self.text.len(), byte));
        }
        self.text.push_str(text);
    }

    /// Adds a part of another text.
    pub(crate) fn copy(&mut self, other: &Self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let piece = other.pieces.partition_point(|piece| piece.0 <= at);
            let end = other.pieces.get(piece).map_or(range.end, |next| next.0.min(range.end));
            self.push(&other.text[at..end], other.byte(at));
            at = end;
        }
    }

    /// Where a part of the text stands in the source, from its first byte to its last one.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.byte(range.start);
        if range.is_empty() {
            return Span::new(start, start);
        }
        Span::new(start, self.byte(range.end - 1) + 1)
    }

    /// The byte of the source that a byte of the text comes from.
    fn byte(&self, at: usize) -> usize {
        let (piece, source) = self.pieces[self.pieces.partition_point(|piece| piece.0 <= at) - 1];
        source + (at - piece)
    }
}

/// A parser directive: `# escape=`, `# syntax=` or `# check=`.
#[derive(Clone, Debug)]
pub struct Directive {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where the value stands.
    pub span: Span,
}

/// The lines of a source that are a Dockerfile: all of them, or those of a block in a YAML file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Window {
    /// The number of the first one, from 1.
    pub(crate) first: usize,
    /// The number of the last one.
    pub(crate) last: usize,
    /// By how many spaces all but empty ones are indented.
    pub(crate) indent: usize,
}

impl Window {
    pub(crate) const WHOLE: Self = Self { first: 1, last: usize::MAX, indent: 0 };

    /// A line without its line break, its indentation and the byte order mark.
    pub(crate) fn line(self, source: &Source, number: usize) -> Option<Span> {
        let line = source.line(number).filter(|_| (self.first..=self.last).contains(&number))?;
        let text = source.slice(line);
        let marked = number == 1 && text.starts_with('\u{feff}');
        let indent = text.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        let start = line.start as usize + if marked { 3 } else { indent };
        Some(Span::new(start, line.end as usize))
    }
}

/// A reader of logical lines.
pub(crate) struct Lines<'a> {
    pub(crate) source: &'a Source,
    window: Window,
    /// The character that continues a line.
    pub(crate) escape: char,
    pub(crate) directives: Vec<Directive>,
    /// The line to read next, from 1.
    next: usize,
    /// How often nothing was found ahead.
    fruitless: usize,
}

/// After so many searches to the end of the file in vain there is no further one: a file of nothing
/// but openings would take its length squared.
const MOST_FRUITLESS: usize = 100;

impl<'a> Lines<'a> {
    /// A reader that has read the parser directives.
    pub(crate) fn new(source: &'a Source, window: Window, problems: &mut Vec<Problem>) -> Self {
        let (next, directives) = (window.first, Vec::new());
        let mut lines = Self { source, window, escape: '\\', directives, next, fruitless: 0 };
        while let Some(directive) = lines.peek().and_then(|line| directive(source, line)) {
            lines.next += 1;
            let Directive { name, value, span } = &directive;
            if lines.directives.iter().any(|earlier| earlier.name == *name) {
                problems.push(Problem::new(*span, REPEATED_DIRECTIVE.with([("name", name)])));
            } else if name == "escape" {
                let message = || UNKNOWN_ESCAPE.with([("value", value)]);
                match value.as_str() {
                    "\\" => lines.escape = '\\',
                    "`" => lines.escape = '`',
                    _ => problems.push(Problem::new(*span, message())),
                }
            }
            lines.directives.push(directive);
        }
        lines
    }

    /// The next logical line: continuations joined, comments and empty lines left out.
    pub(crate) fn logical(&mut self) -> Option<Excerpt> {
        loop {
            let line = trim_start(self.source, self.take()?);
            if is_void(self.source.slice(line)) {
                continue;
            }
            let mut excerpt = Excerpt::at(line.start as usize);
            self.append(&mut excerpt, line);
            if !excerpt.text().trim().is_empty() {
                return Some(excerpt);
            }
        }
    }

    /// Adds the lines up to `last`, with the line breaks between them, to a text that has ended
    /// before.
    pub(crate) fn swallow(&mut self, excerpt: &mut Excerpt, last: usize) {
        while let Some(line) = self.take_up_to(last) {
            excerpt.push("\n", (line.start as usize).saturating_sub(1));
            if self.next <= last {
                excerpt.push(self.source.slice(line), line.start as usize);
            } else {
                self.append(excerpt, line);
            }
        }
    }

    /// The next line as it is, unless it lies behind `last`.
    pub(crate) fn take_up_to(&mut self, last: usize) -> Option<Span> {
        let line = self.peek().filter(|_| self.next <= last)?;
        self.next += 1;
        Some(line)
    }

    /// Where the line that was read last ends.
    pub(crate) fn end(&self) -> usize {
        self.line(self.next - 1).map_or(0, |line| line.end as usize)
    }

    /// The lines that are still to be read, with their numbers.
    pub(crate) fn ahead(&self) -> impl Iterator<Item = (usize, Span)> + use<'a> {
        let (source, window) = (self.source, self.window);
        (self.next..).map_while(move |number| Some((number, window.line(source, number)?)))
    }

    /// The first line ahead that is wanted.
    pub(crate) fn find_ahead(
        &mut self,
        wanted: impl FnMut(&(usize, Span)) -> bool,
    ) -> Option<(usize, Span)> {
        if self.fruitless == MOST_FRUITLESS {
            return None;
        }
        let found = self.ahead().find(wanted);
        self.fruitless += usize::from(found.is_none());
        found
    }

    /// The last line before the next instruction whose keyword is spelled in the case of `model`,
    /// or of the file.
    pub(crate) fn before_instruction(&self, model: &str) -> usize {
        let mut ahead = self.ahead();
        let next = ahead.find(|&(_, line)| begins_instruction(self.source.slice(line), model));
        next.map_or(usize::MAX, |(number, _)| number - 1)
    }

    fn take(&mut self) -> Option<Span> {
        self.take_up_to(usize::MAX)
    }

    fn peek(&self) -> Option<Span> {
        self.line(self.next)
    }

    fn line(&self, number: usize) -> Option<Span> {
        self.window.line(self.source, number)
    }

    /// Adds a line, and the ones that it continues on.
    fn append(&mut self, excerpt: &mut Excerpt, line: Span) {
        let mut line = line;
        loop {
            let text = self.source.slice(line);
            let Some(continued) = without_continuation(text, self.escape) else {
                return excerpt.push(text, line.start as usize);
            };
            excerpt.push(continued, line.start as usize);
            line = loop {
                let Some(next) = self.take() else { return };
                if !is_void(self.source.slice(next).trim_start()) {
                    break next;
                }
            };
        }
    }
}

/// Whether a line begins with a keyword in upper case, perhaps misspelt, or in any case if `model` is
/// not in upper case. Scripts inside of open strings have lines like `from x import y`.
pub(crate) fn begins_instruction(line: &str, model: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let upper = |text: &str| !text.contains(|char: char| char.is_ascii_lowercase());
    // Shorter words are too near to others: `AND` and `END` begin lines of SQL.
    let misspelt = || word.len() > 3 && nearest(word, Keyword::names()).is_some();
    match Keyword::of(word) {
        Keyword::Unknown => upper(word) && misspelt(),
        _ => upper(word) || !upper(model),
    }
}

fn directive(source: &Source, line: Span) -> Option<Directive> {
    let line = trim_start(source, line);
    let (name, value) = source.slice(line).strip_prefix('#')?.split_once('=')?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    if value.is_empty() || !["check", "escape", "syntax"].contains(&name.as_str()) {
        return None;
    }
    let end = line.start as usize + source.slice(line).trim_end().len();
    let span = Span::new(end - value.len(), end);
    Some(Directive { name, value: value.to_owned(), span })
}

fn trim_start(source: &Source, line: Span) -> Span {
    let text = source.slice(line);
    Span::new(line.end as usize - text.trim_start().len(), line.end as usize)
}

/// Whether a line says nothing. Leading whitespace has been cut.
fn is_void(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

/// A line that goes on on the next one, without the character that says so. Two of them are a
/// character, and whitespace may follow.
fn without_continuation(line: &str, escape: char) -> Option<&str> {
    let content = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!content.ends_with(escape)).then_some(content)
}
