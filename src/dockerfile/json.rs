//! The exec form: a JSON array of strings, each with its place.

use std::ops::Range;

use super::lines::Excerpt;
use super::word::Word;

/// What a text is as JSON.
pub(crate) enum Json {
    /// An array of strings.
    Strings(Vec<Word>),
    /// An array in which something else than a string stands here.
    Mixed(Range<usize>),
    /// No JSON array.
    Invalid,
}

/// Reads a part of a line as a JSON array.
pub(crate) fn read(excerpt: &Excerpt, range: Range<usize>) -> Json {
    let mut reader = Reader { excerpt, rest: range, depth: 0 };
    let elements = reader.array();
    reader.skip_blanks();
    let Some(elements) = elements.filter(|_| reader.rest.is_empty()) else { return Json::Invalid };
    let mut words = Vec::with_capacity(elements.len());
    for (range, text) in elements {
        let Some(text) = text else { return Json::Mixed(range) };
        words.push(Word::plain(text));
    }
    Json::Strings(words)
}

/// An element: where it stands, and its text if it is a string.
type Element = (Range<usize>, Option<Excerpt>);

struct Reader<'a> {
    excerpt: &'a Excerpt,
    rest: Range<usize>,
    depth: usize,
}

impl Reader<'_> {
    fn array(&mut self) -> Option<Vec<Element>> {
        self.items(b'[', b']', Self::element)
    }

    /// Items between brackets, separated by commas.
    fn items<T>(
        &mut self,
        open: u8,
        close: u8,
        item: fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.depth += 1;
        if self.depth > 100 || !self.eat(open) {
            return None;
        }
        let mut items = Vec::new();
        let mut closed = self.eat(close);
        while !closed {
            items.push(item(self)?);
            closed = self.eat(close);
            if !closed && !self.eat(b',') {
                return None;
            }
        }
        self.depth -= 1;
        Some(items)
    }

    fn element(&mut self) -> Option<Element> {
        self.skip_blanks();
        let start = self.rest.start;
        let text = match self.peek()? {
            b'"' => Some(self.string()?),
            b'[' => self.array().map(|_| None)?,
            b'{' => self.items(b'{', b'}', Self::member).map(|_| None)?,
            _ => self.scalar().map(|()| None)?,
        };
        Some((start..self.rest.start, text))
    }

    fn member(&mut self) -> Option<()> {
        self.skip_blanks();
        self.string()?;
        self.eat(b':').then_some(())?;
        self.element().map(|_| ())
    }

    /// `true`, `false`, `null` or a number.
    fn scalar(&mut self) -> Option<()> {
        let end =
            self.text().find(|char: char| !(char.is_ascii_alphanumeric() || "+-.".contains(char)));
        let scalar = &self.text()[..end.unwrap_or(self.rest.len())];
        let number = scalar.trim_start_matches('-').starts_with(|char: char| char.is_ascii_digit());
        let number = number && scalar.parse::<f64>().is_ok();
        if !number && !["true", "false", "null"].contains(&scalar) {
            return None;
        }
        self.rest.start += scalar.len();
        Some(())
    }

    fn string(&mut self) -> Option<Excerpt> {
        if self.peek() != Some(b'"') {
            return None;
        }
        self.rest.start += 1;
        let mut string = Excerpt::at(self.byte());
        loop {
            let (at, char) = (self.byte(), self.text().chars().next()?);
            match char {
                '"' => break,
                '\\' => string.push(self.escape()?.encode_utf8(&mut [0; 4]), at),
                _ if char < ' ' => return None,
                _ => {
                    string.push(char.encode_utf8(&mut [0; 4]), at);
                    self.rest.start += char.len_utf8();
                }
            }
        }
        self.rest.start += 1;
        Some(string)
    }

    fn escape(&mut self) -> Option<char> {
        let char = match self.text().as_bytes().get(1)? {
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            &char @ (b'"' | b'\\' | b'/') => char.into(),
            b'u' => return self.code_point(),
            _ => return None,
        };
        self.rest.start += 2;
        Some(char)
    }

    fn code_point(&mut self) -> Option<char> {
        let first = self.code_unit(0)?;
        self.rest.start += 6;
        if let (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) = (first, self.code_unit(0)) {
            self.rest.start += 6;
            return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn code_unit(&self, at: usize) -> Option<u32> {
        let digits = self.text().get(at..at + 6)?.strip_prefix("\\u")?;
        let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if hexadecimal { u32::from_str_radix(digits, 16).ok() } else { None }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let found = self.peek() == Some(byte);
        self.rest.start += usize::from(found);
        found
    }

    fn skip_blanks(&mut self) {
        let text = self.text();
        self.rest.start += text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn peek(&self) -> Option<u8> {
        self.text().bytes().next()
    }

    fn text(&self) -> &str {
        &self.excerpt.text()[self.rest.clone()]
    }

    /// Where the rest begins in the source.
    fn byte(&self) -> usize {
        self.excerpt.span(self.rest.start..self.rest.start).start as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Span};

    #[test]
    fn arrays_are_read_as_json_says() {
        let rows = [
            (r#"["a", "b c"]"#, "a|b c", "strings"),
            ("[]", "", "an empty array"),
            ("[ ] ", "", "blanks"),
            (r#"["\u0041\n\u263a\ud83d\ude00"]"#, "A\n☺😀", "escapes"),
            (r#"["\ud83d!"]"#, "\u{fffd}!", "half a surrogate pair"),
            (r#"["a",]"#, "invalid", "a comma too many"),
            (r#"["a" "b"]"#, "invalid", "a comma too few"),
            ("['a']", "invalid", "single quotes"),
            (r#"["a"] b"#, "invalid", "something after it"),
            (r#"["a\q"]"#, "invalid", "an unknown escape"),
            ("[ -f x ]", "invalid", "a shell's test"),
            ("[ 1 = 1 ]", "invalid", "a shell's test of numbers"),
            ("[1, 2]", "mixed 1", "numbers"),
            (r#"["a", ["b"]]"#, "mixed [\"b\"]", "an array inside"),
            (r#"["a", {"b": null}]"#, "mixed {\"b\": null}", "an object inside"),
        ];
        for (text, expected, reason) in rows {
            let excerpt = Excerpt::verbatim(&Source::new("", text), Span::new(0, text.len()));
            let found = match read(&excerpt, 0..text.len()) {
                Json::Strings(words) => words.iter().map(Word::text).collect::<Vec<_>>().join("|"),
                Json::Mixed(range) => format!("mixed {}", &text[range]),
                Json::Invalid => "invalid".to_owned(),
            };
            assert_eq!(found, expected, "{reason}");
        }
    }
}
