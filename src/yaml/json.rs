//! JSON values, one after another, as documents.
//!
//! YAML parsers take most JSON but not all (tabs, surrogate pairs, values that simply follow one
//! another), so JSON has its own small parser into the same trees.

use std::sync::Arc;

use super::build::{Builder, Written};
use super::parse::{MAX_DOCUMENTS, Parsed};
use crate::lang::Text;
use crate::source::{Problem, Source, Span};

const EXPECTED: Text =
    Text { en: "invalid JSON: expected {what}", zh: "JSON 语法错误：此处应为 {what}" };
const STRING: Text =
    Text { en: "invalid JSON: unterminated string", zh: "JSON 语法错误：字符串未结束" };
const ESCAPE: Text =
    Text { en: "invalid JSON: unknown escape", zh: "JSON 语法错误：无法识别的转义" };

/// Parses the JSON values of a text. After an error it goes on where the next object starts a line:
/// so do the values of a stream.
pub(super) fn parse(source: &Arc<Source>) -> Parsed {
    let mut parsed = Parsed::default();
    let text = source.text();
    let templated = text.contains("{{") || text.contains("${");
    let mut json = Json { text, at: 0 };
    loop {
        json.skip_space();
        // What is broken so often is no stream that anybody could mend from a report.
        let is_hopeless = parsed.problems.len() == MAX_DOCUMENTS;
        if json.at >= text.len() || is_hopeless || parsed.is_cut_off() {
            return parsed;
        }
        let mut builder = Builder::new(source, templated);
        match json.document(&mut builder) {
            Ok(()) => parsed.trees.push(builder.finish()),
            Err(problem) => {
                parsed.problems.push(problem);
                json.next_object();
            }
        }
    }
}

struct Json<'a> {
    text: &'a str,
    at: usize,
}

impl Json<'_> {
    /// Goes on to the next object that starts a line, or to the end. An object that starts here has
    /// not been read: what is broken is before it.
    fn next_object(&mut self) {
        let rest = &self.text.as_bytes()[self.at.min(self.text.len()).saturating_sub(1)..];
        let found = memchr::memmem::find(rest, b"\n{");
        self.at = found.map_or(self.text.len(), |at| self.text.len() - rest.len() + at + 1);
    }

    /// One value with all that is in it. A loop, so that depth costs no stack.
    fn document(&mut self, builder: &mut Builder) -> Result<(), Problem> {
        let mut open = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.at += 1;
                    builder.start(bracket == b'{', 0, Span::new(start, self.at))?;
                    open.push(bracket);
                    self.skip_space();
                    if self.peek() != Some(closing(bracket)) {
                        self.key(builder, bracket)?;
                        continue;
                    }
                }
                Some(b'"') => self.string(builder)?,
                _ => self.word(builder)?,
            }
            // A value is complete: close what ends here, and go on with what follows.
            loop {
                self.skip_space();
                let Some(&bracket) = open.last() else { return Ok(()) };
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        self.skip_space();
                        self.key(builder, bracket)?;
                        break;
                    }
                    Some(byte) if byte == closing(bracket) => {
                        self.at += 1;
                        builder.end(Span::new(self.at - 1, self.at));
                        open.pop();
                    }
                    _ if bracket == b'{' => return Err(self.expected(", }")),
                    _ => return Err(self.expected(", ]")),
                }
            }
        }
    }

    /// The key of the next pair, if we are in an object.
    fn key(&mut self, builder: &mut Builder, bracket: u8) -> Result<(), Problem> {
        if bracket == b'[' {
            return Ok(());
        }
        if self.peek() != Some(b'"') {
            return Err(self.expected("\""));
        }
        self.string(builder)?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.expected(":"));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self, builder: &mut Builder) -> Result<(), Problem> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(b'\n') | None => {
                    let span = Span::new(start, self.at.min(self.text.len()));
                    return Err(Problem::new(span, STRING));
                }
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let span = Span::new(start, self.at);
        let raw = &self.text[span.range()];
        let decoded = raw.contains('\\').then(|| serde_json::from_str::<String>(raw));
        let text = match &decoded {
            None => &raw[1..raw.len() - 1],
            Some(Ok(text)) => text,
            Some(Err(_)) => return Err(Problem::new(span, ESCAPE)),
        };
        builder.scalar(&Written { text, span, plain: false, anchor: 0 });
        Ok(())
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self, builder: &mut Builder) -> Result<(), Problem> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
            .unwrap_or(rest.len());
        let text = &rest[..length];
        if serde_json::from_str::<serde_json::Value>(text).is_err() {
            return Err(self.expected("{ [ \" 0-9 true false null"));
        }
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        builder.scalar(&Written { text, span, plain: true, anchor: 0 });
        Ok(())
    }

    fn expected(&self, what: &str) -> Problem {
        let at = self.at.min(self.text.len());
        let width = self.text[at..].chars().next().map_or(0, char::len_utf8);
        Problem::new(Span::new(at, at + width), EXPECTED.with([("what", &what)]))
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

fn closing(bracket: u8) -> u8 {
    if bracket == b'{' { b'}' } else { b']' }
}
