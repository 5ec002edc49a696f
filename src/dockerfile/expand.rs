//! The replacement of variables in a word, as BuildKit does it.

use super::glob::{is_affordable, matches, tokens};
use super::scope::{Found, Origin, Scope};
use super::word::Word;
use crate::lang::Text;
use crate::source::{Problem, Span};

const OPEN_QUOTE: Text = Text {
    en: "quote {quote} in \"{word}\" is not closed",
    zh: "\"{word}\" 中的引号 {quote} 没有闭合",
};
const BAD_SUBSTITUTION: Text = Text {
    en: "\"{text}\" is not a substitution that BuildKit knows; write \"${NAME}\", or \"\\$\" for a dollar sign",
    zh: "\"{text}\" 不是 BuildKit 支持的变量替换；请写 \"${NAME}\"，若要普通的美元符号请写 \"\\$\"",
};

/// A text that is longer is taken as unknown: a few lines of `ENV A=$A$A` would fill any memory.
const LONGEST: usize = 1 << 16;
/// How deep substitutions inside of substitutions are read.
const DEPTH: usize = 32;

/// What becomes of a word.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// The text, unless it depends on what the Dockerfile does not say: a build argument without a
    /// default, the platform of the build, or the environment of the base image.
    pub text: Option<String>,
    /// The text as far as the Dockerfile says it; other variables stand in it as they are written.
    pub partial: String,
    /// The variables in it, in order.
    pub uses: Vec<Use>,
}

/// A variable in a word.
#[derive(Clone, Debug)]
pub struct Use {
    /// Its name.
    pub name: String,
    /// From its dollar sign to its end.
    pub span: Span,
    /// Where its value comes from.
    pub origin: Origin,
    /// Whether the word says what to do without it: `${A:-b}`, `${A:+b}`, `${A:?e}`.
    pub guarded: bool,
}

/// Replaces the variables in a word; in the body of a heredoc, quotes are text.
pub(crate) fn expand(
    word: &Word,
    scope: Scope,
    escape: char,
    quotes: bool,
) -> Result<Expansion, Problem> {
    // In heredocs, whatever the escape character is, a backslash escapes.
    let escape = if quotes { escape } else { '\\' };
    let mut expander = Expander { word, scope, escape, quotes, at: 0, depth: 0, uses: Vec::new() };
    let Value { text, known } = expander.until(None, false)?;
    Ok(Expansion { text: known.then(|| text.clone()), partial: text, uses: expander.uses })
}

/// A text, and whether all of it is known. What is unknown stands in it as it is written.
struct Value {
    text: String,
    known: bool,
}

impl Value {
    fn of(found: Option<String>) -> Self {
        Self { known: found.is_some(), text: found.unwrap_or_default() }
    }

    fn known(self) -> Option<String> {
        self.known.then_some(self.text)
    }

    fn push(&mut self, text: &str) {
        if self.text.len() + text.len() > LONGEST {
            self.known = false;
        } else {
            self.text.push_str(text);
        }
    }

    fn append(&mut self, other: &Self) {
        self.push(&other.text);
        self.known &= other.known;
    }
}

struct Expander<'a> {
    word: &'a Word,
    scope: Scope<'a>,
    escape: char,
    quotes: bool,
    at: usize,
    depth: usize,
    uses: Vec<Use>,
}

impl<'a> Expander<'a> {
    /// Reads up to a character, or to the end; patterns keep their escapes.
    fn until(&mut self, stop: Option<char>, keep_escapes: bool) -> Result<Value, Problem> {
        let start = self.at;
        let mut value = Value::of(Some(String::new()));
        while let Some(char) = self.next() {
            match char {
                _ if Some(char) == stop => return Ok(value),
                '\'' if self.quotes => {
                    let length = self.rest().find('\'').ok_or_else(|| self.open_quote('\''))?;
                    value.push(&self.rest()[..length]);
                    self.at += length + 1;
                }
                '"' if self.quotes => self.double_quoted(&mut value, keep_escapes)?,
                '$' => value.append(&self.dollar()?),
                _ if char == self.escape => {
                    if keep_escapes {
                        value.push(self.escape.encode_utf8(&mut [0; 4]));
                    }
                    if let Some(char) = self.next() {
                        value.push(char.encode_utf8(&mut [0; 4]));
                    }
                }
                _ => value.push(char.encode_utf8(&mut [0; 4])),
            }
        }
        if stop.is_some() { Err(self.bad(start)) } else { Ok(value) }
    }

    fn double_quoted(&mut self, value: &mut Value, keep_escapes: bool) -> Result<(), Problem> {
        let start = self.at - 1;
        while let Some(char) = self.next() {
            match char {
                '"' => return Ok(()),
                '$' => value.append(&self.dollar()?),
                _ if char == self.escape => {
                    let special = self
                        .peek()
                        .filter(|&next| next == '"' || next == '$' || next == self.escape);
                    if keep_escapes || special.is_none() {
                        value.push(char.encode_utf8(&mut [0; 4]));
                    }
                    if let Some(next) = special {
                        self.at += next.len_utf8();
                        value.push(next.encode_utf8(&mut [0; 4]));
                    }
                }
                _ => value.push(char.encode_utf8(&mut [0; 4])),
            }
        }
        self.at = start + 1;
        Err(self.open_quote('"'))
    }

    /// A variable; its dollar sign has been read.
    fn dollar(&mut self) -> Result<Value, Problem> {
        let start = self.at - 1;
        let value = self.variable(start)?;
        if value.known {
            return Ok(value);
        }
        Ok(Value { text: self.word.raw()[start..self.at].to_owned(), known: false })
    }

    fn variable(&mut self, start: usize) -> Result<Value, Problem> {
        if self.peek() != Some('{') {
            let name = self.name();
            return Ok(match name {
                "" => Value::of(Some("$".to_owned())),
                _ => Value::of(self.look_up(name, start, false).value()),
            });
        }
        self.at += 1;
        let name = self.name();
        let sign = self.next().filter(|_| !name.is_empty()).ok_or_else(|| self.bad(start))?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.bad(start));
        }
        let value = match sign {
            '}' => Value::of(self.look_up(name, start, false).value()),
            '/' => self.replace(name, start)?,
            ':' => {
                let sign = self.next().ok_or_else(|| self.bad(start))?;
                self.modified(name, start, sign, true)?
            }
            _ => self.modified(name, start, sign, false)?,
        };
        self.depth -= 1;
        Ok(value)
    }

    /// `${A-b}` and the like. With `empty`, an empty variable counts as none.
    fn modified(
        &mut self,
        name: &str,
        start: usize,
        sign: char,
        empty: bool,
    ) -> Result<Value, Problem> {
        if !"-+?#%".contains(sign) {
            return Err(self.bad(start));
        }
        let at = self.uses.len();
        let other = self.until(Some('}'), "#%".contains(sign)).map_err(|_| self.bad(start))?;
        let found = self.look_up(name, start, "-+?".contains(sign));
        // In the order in which they stand.
        self.uses[at..].rotate_right(1);
        let missing = match &found {
            Found::Unset | Found::Open => Some(true),
            Found::Known(text) => Some(empty && text.is_empty()),
            Found::Unknown => None,
        };
        Ok(match (sign, missing) {
            ('-' | '+', None) | ('?', Some(true)) => Value::of(None),
            ('-', Some(true)) | ('+', Some(false)) => other,
            ('+', Some(true)) => Value::of(Some(String::new())),
            ('-' | '?', _) => Value::of(found.value()),
            _ => {
                let known = found.value().zip(other.known());
                Value::of(known.and_then(|(text, pattern)| cut(&text, &pattern, sign == '#')))
            }
        })
    }

    /// `${A/b/c}` and `${A//b/c}`.
    fn replace(&mut self, name: &str, start: usize) -> Result<Value, Problem> {
        let all = self.peek() == Some('/');
        self.at += usize::from(all);
        let at = self.uses.len();
        let pattern = self.until(Some('/'), true).map_err(|_| self.bad(start))?;
        let replacement = self.until(Some('}'), true).map_err(|_| self.bad(start))?;
        let found = self.look_up(name, start, false);
        self.uses[at..].rotate_right(1);
        let (Some(text), Some(pattern), Some(replacement)) =
            (found.value(), pattern.known(), replacement.known())
        else {
            return Ok(Value::of(None));
        };
        Ok(Value::of(replace(&text, &pattern, &replacement, all)))
    }

    /// Finds a variable and notes that it is used.
    fn look_up(&mut self, name: &str, start: usize, guarded: bool) -> Found {
        let special = name.starts_with(|char: char| char.is_numeric() || "@*#?-$!".contains(char));
        if special {
            return Found::Known(String::new());
        }
        let (found, origin) = self.scope.look_up(name);
        let span = self.word.span_of(start..self.at);
        self.uses.push(Use { name: name.to_owned(), span, origin, guarded });
        found
    }

    /// The name of a variable, a number or a special parameter; empty if there is none.
    fn name(&mut self) -> &'a str {
        let rest = &self.word.raw()[self.at..];
        let length = match rest.chars().next() {
            Some(first) if first.is_numeric() => rest.find(|char: char| !char.is_numeric()),
            Some(first) if "@*#?-$!".contains(first) => Some(1),
            _ => rest.find(|char: char| !char.is_alphanumeric() && char != '_'),
        };
        let length = length.unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.word.raw()[self.at..]
    }

    fn open_quote(&self, quote: char) -> Problem {
        Problem::new(self.word.span_of(self.at - 1..self.at), OPEN_QUOTE.with([("quote", &quote)]))
    }

    fn bad(&self, start: usize) -> Problem {
        let text = &self.word.raw()[start..self.at];
        Problem::new(self.word.span_of(start..self.at), BAD_SUBSTITUTION.with([("text", &text)]))
    }
}

/// A text without what a pattern matches at its start or end. A pattern that begins with its own
/// sign, as in `##`, takes the most.
fn cut(text: &str, pattern: &str, at_start: bool) -> Option<String> {
    let (most, pattern) = match pattern.strip_prefix(if at_start { '#' } else { '%' }) {
        Some(pattern) => (true, pattern),
        None => (false, pattern),
    };
    let pattern = tokens(pattern);
    if !is_affordable(text, &pattern) {
        return None;
    }
    let matches = |&at: &usize| {
        text.is_char_boundary(at)
            && matches(&pattern, if at_start { &text[..at] } else { &text[at..] })
    };
    let mut places = 0..=text.len();
    let found = if most == at_start { places.rfind(matches) } else { places.find(matches) };
    let kept = found.map_or(text, |at| if at_start { &text[at..] } else { &text[..at] });
    Some(kept.to_owned())
}

fn replace(text: &str, pattern: &str, replacement: &str, all: bool) -> Option<String> {
    let pattern = tokens(pattern);
    if !is_affordable(text, &pattern) {
        return None;
    }
    let mut replaced = String::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let mut ends = (at + 1..=text.len()).rev().filter(|&end| text.is_char_boundary(end));
        if let Some(end) = ends.find(|&end| matches(&pattern, &text[at..end])) {
            replaced += replacement;
            at = end;
            if !all {
                break;
            }
        } else {
            replaced.push(char);
            at += char.len_utf8();
        }
    }
    replaced += &text[at..];
    (replaced.len() <= LONGEST).then_some(replaced)
}

#[cfg(test)]
mod tests;
