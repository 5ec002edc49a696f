//! A word of a Dockerfile with its place; and how BuildKit divides a line into words and takes
//! their quotes away.

use std::ops::Range;
use std::sync::Arc;

use super::expand::Expansion;
use super::lines::Excerpt;
use crate::source::Span;

/// A word as it is written, with its place.
#[derive(Clone, Debug)]
pub struct Word {
    excerpt: Arc<Excerpt>,
    range: Range<usize>,
    text: Arc<Excerpt>,
    expansion: Option<Arc<Expansion>>,
}

impl Word {
    /// As it is written, quotes and escapes included, without the line continuations in it. An
    /// element of the exec form and the value of a flag have lost their quotes here.
    pub fn raw(&self) -> &str {
        &self.excerpt.text()[self.range.clone()]
    }

    /// Without quotes and escapes. Variables are still to be replaced.
    pub fn text(&self) -> &str {
        self.text.text()
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.excerpt.span(self.range.clone())
    }

    /// What becomes of its variables, if it is of those in which BuildKit replaces them.
    pub fn expansion(&self) -> Option<&Expansion> {
        self.expansion.as_deref()
    }

    /// Its final text as far as the Dockerfile alone can tell it.
    pub fn known(&self) -> Option<&str> {
        self.expansion().map_or(Some(self.text()), |expansion| expansion.text.as_deref())
    }

    /// Its final text, in which the variables that the Dockerfile does not tell stand as written.
    pub fn partial(&self) -> &str {
        self.expansion().map_or(self.text(), |expansion| &expansion.partial)
    }

    /// Whether it is an absolute path, on Linux or on Windows; nothing if a variable that is not
    /// known decides.
    pub fn is_absolute(&self) -> Option<bool> {
        let path = self.partial();
        let open = path.is_empty() || path.starts_with('$');
        let is_drive = |rest: &str| rest.starts_with(":\\") || rest.starts_with(":/");
        let is_absolute = path.starts_with(['/', '\\']) || path.get(1..).is_some_and(is_drive);
        (!open).then_some(is_absolute)
    }

    /// A part of a line that `unquote` takes the quotes from.
    pub(crate) fn part(excerpt: &Arc<Excerpt>, range: Range<usize>, quotes: Quotes) -> Self {
        let text = Arc::new(unquote(excerpt, range.clone(), quotes));
        Self { excerpt: Arc::clone(excerpt), range, text, expansion: None }
    }

    /// A part of a line of which the text is known.
    pub(crate) fn with_text(excerpt: &Arc<Excerpt>, range: Range<usize>, text: Excerpt) -> Self {
        Self { excerpt: Arc::clone(excerpt), range, text: Arc::new(text), expansion: None }
    }

    /// A text that has neither quotes nor escapes, or no longer.
    pub(crate) fn plain(text: Excerpt) -> Self {
        let text = Arc::new(text);
        Self { range: 0..text.text().len(), excerpt: Arc::clone(&text), text, expansion: None }
    }

    /// The text without quotes, and its places.
    pub(crate) fn content(&self) -> &Arc<Excerpt> {
        &self.text
    }

    /// The span of a part of the word as it is written.
    pub(crate) fn span_of(&self, range: Range<usize>) -> Span {
        self.excerpt.span(self.range.start + range.start..self.range.start + range.end)
    }

    pub(crate) fn set_expansion(&mut self, expansion: Expansion) {
        self.expansion = Some(Arc::new(expansion));
    }
}

/// Whose quotes and escapes are meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Quotes {
    /// A word's: inside of double quotes, only a few characters can be escaped.
    Word(char),
    /// A flag's: a backslash escapes everywhere, whatever the escape character is.
    Flag,
}

fn unquote(excerpt: &Excerpt, range: Range<usize>, quotes: Quotes) -> Excerpt {
    let mut plain = Excerpt::at(excerpt.span(range.start..range.start).start as usize);
    let mut chars = excerpt.text()[range.clone()]
        .char_indices()
        .map(|(at, char)| (range.start + at, char))
        .peekable();
    let mut open = None;
    while let Some((at, char)) = chars.next() {
        let (escape, anything) = match quotes {
            Quotes::Flag => ('\\', true),
            Quotes::Word(escape) => (escape, open.is_none()),
        };
        if Some(char) == open {
            open = None;
        } else if open.is_none() && (char == '"' || char == '\'') {
            open = Some(char);
        } else if char == escape && (open != Some('\'') || quotes == Quotes::Flag) {
            let special = |&(_, next): &(usize, char)| {
                anything || next == '"' || next == '$' || next == escape
            };
            match chars.next_if(special) {
                Some((at, next)) => plain.copy(excerpt, at..at + next.len_utf8()),
                None if chars.peek().is_none() => {}
                None => plain.copy(excerpt, at..at + char.len_utf8()),
            }
        } else {
            plain.copy(excerpt, at..at + char.len_utf8());
        }
    }
    plain
}

/// Whether BuildKit separates arguments here.
pub(crate) fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\r' | '\x0b' | '\x0c' | '\n')
}

/// A range without the whitespace around it.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.end - text[range.clone()].trim_start().len();
    start..start + text[start..range.end].trim_end().len()
}

/// The parts between blanks, whatever their quotes.
pub(crate) fn split_blanks(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for (at, blank) in text[range.clone()].match_indices(is_blank) {
        let at = range.start + at;
        if start < at {
            parts.push(start..at);
        }
        start = at + blank.len();
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}

/// The parts between whitespace that is neither quoted nor escaped; and whether a quote is still
/// open at the end.
pub(crate) fn split_words(
    text: &str,
    range: Range<usize>,
    escape: char,
) -> (Vec<Range<usize>>, bool) {
    let mut words = Vec::new();
    let mut word = None;
    let mut quote = None;
    let mut chars = text[range.clone()].char_indices().map(|(at, char)| (range.start + at, char));
    while let Some((at, char)) = chars.next() {
        if quote.is_none() && char.is_whitespace() {
            words.extend(word.take().map(|start| start..at));
            continue;
        }
        word.get_or_insert(at);
        if char == escape && quote != Some('\'') {
            chars.next();
        } else if Some(char) == quote {
            quote = None;
        } else if quote.is_none() && (char == '"' || char == '\'') {
            quote = Some(char);
        }
    }
    words.extend(word.map(|start| start..range.end));
    (words, quote.is_some())
}

/// A reader that knows, line by line, whether a shell would still be inside of a quoted string.
pub(crate) struct OpenQuote {
    escape: char,
    open: Option<(char, usize)>,
    /// The quote that is open is `$'…'`, in which a quote can be escaped.
    ansi: bool,
    escaped: bool,
    comment: bool,
    previous: char,
    read: usize,
}

impl OpenQuote {
    pub(crate) fn new(escape: char) -> Self {
        Self {
            escape,
            open: None,
            ansi: false,
            escaped: false,
            comment: false,
            previous: ' ',
            read: 0,
        }
    }

    /// Reads on; returns where the quote stands that is open at the end of all that was read.
    pub(crate) fn read(&mut self, text: &str) -> Option<usize> {
        for (at, char) in text.char_indices() {
            self.step(self.read + at, char);
            self.previous = char;
        }
        self.read += text.len();
        self.open.map(|(_, at)| at)
    }

    fn step(&mut self, at: usize, char: char) {
        if self.comment {
            self.comment = char != '\n';
        } else if self.escaped {
            self.escaped = false;
        } else if char == self.escape
            && (self.ansi || self.open.is_none_or(|(quote, _)| quote == '"'))
        {
            self.escaped = true;
        } else if let Some((quote, _)) = self.open {
            if char == quote {
                self.open = None;
                self.ansi = false;
            }
        } else if char == '"' || char == '\'' {
            self.open = Some((char, at));
            self.ansi = char == '\'' && self.previous == '$';
        } else {
            self.comment =
                char == '#' && (self.previous.is_whitespace() || ";&|(".contains(self.previous));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn quotes_are_taken_as_buildkit_does() {
        let rows = [
            (r"a\ b", Quotes::Word('\\'), "a b", "an escaped blank"),
            (
                r#""a\b\"c\$d""#,
                Quotes::Word('\\'),
                r#"a\b"c$d"#,
                "few characters can be escaped in double quotes",
            ),
            (r"'a\b'", Quotes::Word('\\'), r"a\b", "nothing can in single quotes"),
            (r"a`'\b", Quotes::Word('`'), r"a'\b", "the other escape character"),
            ("a\\", Quotes::Word('\\'), "a", "one at the end is dropped"),
            (r"--a='b\'c'", Quotes::Flag, "--a=b'c", "flags escape everywhere"),
            (r#"${A:-"x"}"#, Quotes::Word('\\'), "${A:-x}", "a substitution is not looked into"),
        ];
        for (written, quotes, expected, reason) in rows {
            let source = Source::new("Dockerfile", written);
            let excerpt = Arc::new(Excerpt::verbatim(&source, Span::new(0, written.len())));
            assert_eq!(Word::part(&excerpt, 0..written.len(), quotes).text(), expected, "{reason}");
        }
    }

    #[test]
    fn an_open_quote_is_known_by_its_place() {
        let rows = [
            ("echo 'it", Some(5), "open"),
            ("echo it\\'s", None, "escaped"),
            ("echo \"it's\"", None, "one quote inside of the other"),
            ("echo 1 # don't", None, "a comment"),
            ("echo a#'b", Some(7), "no comment"),
            (r"echo $'it\'s'", None, "escaped in a quote with escapes"),
            (r"echo 'it\'", None, "no escape in single quotes"),
        ];
        for (text, expected, reason) in rows {
            assert_eq!(OpenQuote::new('\\').read(text), expected, "{reason}");
        }
    }
}
