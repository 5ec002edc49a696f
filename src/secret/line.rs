//! What of a line must not be shown.
//!
//! Reports show lines as they are written, whether or not anybody could read them: YAML, JSON, `.env`
//! and Dockerfiles, commands within them, and whatever of it is broken. So this is no parser of any
//! of these. Where they disagree on how far a value goes, it goes as far as the longest says: a
//! shown secret is worse than a hidden comment.

use std::ops::Range;

use super::{name, token, value};

/// The places in a line of any file that may hold a secret, in order and apart from each other.
pub(crate) fn in_line(line: &str) -> Vec<Range<usize>> {
    if line.len() > LONG {
        return std::iter::once(0..line.len()).collect();
    }
    let names: Vec<_> = identifiers(line).collect();
    let marked = names.iter().any(|name| doubt(&line[name.clone()], false) == Some(Doubt::None));
    let mut found: Vec<_> = names
        .into_iter()
        .filter_map(|name| {
            let doubt = doubt(&line[name.clone()], marked)?;
            let range = Reader { line, name }.value()?;
            let text = &line[range.clone()];
            let hidden = match doubt {
                Doubt::None => !is_harmless(text),
                Doubt::Looks => value::is_shuffled(text),
                Doubt::User => text.split_once(':').is_some_and(|(_, password)| {
                    password.bytes().any(|byte| !byte.is_ascii_digit())
                }),
            };
            hidden.then_some(range)
        })
        .collect();
    found.extend(tokens(line).chain(url_users(line)).chain(by_chance(line)));
    if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY") {
        found.push(0..line.len());
    }
    merged(found)
}

/// Longer lines were made by programs for programs. Nobody reads them, and every name in them would
/// be looked at with the whole line around it.
const LONG: usize = 10_000;

/// What has yet to be known of the value behind a name.
#[derive(Clone, Copy, PartialEq)]
enum Doubt {
    /// Nothing.
    None,
    /// Whether it looks like one that was made by chance.
    Looks,
    /// Whether it is a user with a password.
    User,
}

/// Last words of names that hold secrets here though no rule asks for them.
const MORE_NAMES: [&str; 7] =
    ["COOKIE", "DOCKERCFG", "DOCKERCONFIGJSON", "OTP", "PASSCODE", "PIN", "SALT"];
const CHINESE_NAMES: [&str; 5] = ["密码", "口令", "密钥", "令牌", "凭证"];
/// What holds the value of a variable whose name stands elsewhere.
const VALUES: [&str; 4] = ["content", "data", "default", "value"];

/// How far something of this name may hold a secret; `marked` if the line names one.
fn doubt(name: &str, marked: bool) -> Option<Doubt> {
    let singular = name.strip_suffix(['s', 'S']).unwrap_or(name);
    let ends = |end: &&str| {
        let last = name.rsplit(['-', '_', '.']).next().unwrap_or(name);
        last.eq_ignore_ascii_case(end)
    };
    let strong = [name, singular].into_iter().any(|name| name::strength(name).is_some());
    if strong || MORE_NAMES.iter().any(ends) || CHINESE_NAMES.iter().any(|it| name.contains(it)) {
        return Some(Doubt::None);
    }
    if VALUES.iter().any(|value| name.eq_ignore_ascii_case(value)) {
        return Some(if marked { Doubt::None } else { Doubt::Looks });
    }
    match name {
        "-u" | "--user" | "--proxy-user" => Some(Doubt::User),
        _ => singular.to_ascii_lowercase().ends_with("key").then_some(Doubt::Looks),
    }
}

/// What may be a name, the dashes of an option included.
fn identifiers(line: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + line[from..].find(is_part)?;
        let rest = &line[start..];
        from = start + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        Some(start..from)
    })
}

/// Reads the value that follows a name.
struct Reader<'a> {
    line: &'a str,
    name: Range<usize>,
}

/// What stands between a name and its value.
#[derive(Clone, Copy, PartialEq)]
enum Separator {
    Colon,
    Equals,
    /// Only blanks, or the comma of a list.
    Blank,
}

impl Reader<'_> {
    fn value(&self) -> Option<Range<usize>> {
        let after = &self.line[self.name.end..];
        let closed = after.trim_start_matches(['\\', '"', '\'', ']', ')', '`']);
        let open = closed.trim_start();
        let is_tag = after.starts_with('>') && self.line[..self.name.start].ends_with('<');
        let marks = [
            (":", Separator::Colon),
            ("：", Separator::Colon),
            ("=", Separator::Equals),
            ("+=", Separator::Equals),
            ("?=", Separator::Equals),
        ];
        let marks = marks.into_iter().chain(is_tag.then_some((">", Separator::Equals)));
        // Behind an option and a blank, the value begins, whatever it begins with.
        let is_option = self.line[self.name.clone()].starts_with('-');
        let open = if is_option || self.is_env() { closed } else { open };
        let mut marked = marks.filter_map(|(mark, it)| Some((it, open.strip_prefix(mark)?)));
        let (separator, rest) = marked.next().unwrap_or((Separator::Blank, open));
        let rest = match separator {
            Separator::Blank => rest.strip_prefix(',').unwrap_or(rest).trim_start(),
            _ => rest.trim_start(),
        };
        if rest.is_empty() || (separator == Separator::Blank && !self.takes_next_word(rest)) {
            return None;
        }
        let start = self.line.len() - rest.len();
        let quote = if closed.len() == after.len() { self.quote_around() } else { None };
        let range = self.extent(start, separator, quote);
        let text = self.line[range.clone()].trim_end();
        (!text.is_empty()).then(|| range.start..range.start + text.len())
    }

    /// Whether what follows a name without `:` or `=` is its value.
    fn takes_next_word(&self, rest: &str) -> bool {
        let before = self.line[..self.name.start].trim_start_matches(['-', ' ', '\t']);
        let rest = rest.trim_start_matches(['\\', '"', '\'']);
        let word = rest.split_whitespace().next().unwrap_or_default();
        let is_option = self.line[self.name.clone()].starts_with('-');
        let is_setting = before.is_empty() && word.len() == rest.trim_end().len();
        let is_variable = before.trim_end().eq_ignore_ascii_case("env");
        (is_option && !word.starts_with('-'))
            || is_setting
            || is_variable
            || value::is_random(word.trim_end_matches(['"', '\'', ',', ']', '}']))
    }

    /// How far the value goes that begins here.
    fn extent(&self, start: usize, separator: Separator, quote: Option<char>) -> Range<usize> {
        let rest = &self.line[start..];
        let unescaped = rest.trim_start_matches('\\');
        if let Some(open) = unescaped.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) {
            let inner = start + (rest.len() - unescaped.len()) + 1;
            return inner..self.closing(inner, open, unescaped.len() < rest.len(), quote);
        }
        let end = quote.map_or(self.line.len(), |quote| self.closing(start, quote, false, None));
        let bounded = &self.line[start..end];
        let length = match separator {
            _ if bounded.starts_with(['{', '[']) && !bounded.starts_with("{{") => bounded.len(),
            Separator::Colon if self.is_in_flow() => flow_end(bounded),
            Separator::Colon => bounded.len(),
            _ if self.is_env() => bounded.len(),
            Separator::Equals => words_end(bounded),
            Separator::Blank => word_end(bounded),
        };
        let text = &bounded[..length];
        let text = if self.is_in_flow() {
            text.strip_suffix(',').unwrap_or(text).trim_end_matches([']', '}'])
        } else {
            text
        };
        // A template ends in the same brackets.
        let length = if text.contains("{{") { length } else { text.len() };
        start..start + length
    }

    /// Where a quoted text ends: at a quote with nothing of it behind, or with the line. `escaped` if
    /// it is a text within another one, `around` the quote of that.
    fn closing(&self, start: usize, quote: char, escaped: bool, around: Option<char>) -> usize {
        let mut chars = self.line[start..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let doubled = next == Some(c) && c == quote;
            if c == '\\' && escaped && next == Some(quote) {
                return start + at;
            } else if doubled || (c == '\\' && quote != '\'') {
                chars.next();
            } else if c == quote
                && next.is_none_or(|next| ends_quoted(next) || Some(next) == around)
            {
                return start + at;
            }
        }
        self.line.len()
    }

    /// The quote that is open where the name stands.
    fn quote_around(&self) -> Option<char> {
        let mut open = None;
        let mut before = ' ';
        for c in self.line[..self.name.start].chars() {
            match open {
                Some(quote) if c == quote && before != '\\' => open = None,
                // An apostrophe is within a word.
                None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => open = Some(c),
                _ => {}
            }
            before = c;
        }
        open
    }

    /// Whether the name stands in a flow mapping or sequence.
    fn is_in_flow(&self) -> bool {
        let before = &self.line[..self.name.start];
        let count = |brackets: [char; 2]| before.matches(brackets).count();
        count(['{', '[']) > count(['}', ']'])
    }

    /// Whether it is set by `ENV name value`, which takes the whole line.
    fn is_env(&self) -> bool {
        let before = self.line[..self.name.start].trim();
        before.eq_ignore_ascii_case("env") && !self.line[self.name.end..].starts_with('=')
    }
}

fn ends_quoted(next: char) -> bool {
    next.is_whitespace() || ",]}):;&|<>\\".contains(next)
}

/// Where a plain scalar of a flow mapping ends at the latest.
fn flow_end(text: &str) -> usize {
    if text.starts_with("{{") {
        return text.find("}}").map_or(text.len(), |at| at + 2);
    }
    [", ", "}", "]"].iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len())
}

/// Where a word ends, blanks inside quotes included.
fn word_end(text: &str) -> usize {
    let mut quote = None;
    let ends = |c: char| {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c.is_whitespace()
    };
    text.find(ends).unwrap_or(text.len())
}

/// Where an assignment ends: an argument that no shell will split goes on behind a blank, until
/// something begins that is surely another one.
fn words_end(text: &str) -> usize {
    let mut end = word_end(text);
    loop {
        let rest = &text[end..];
        let next = rest.trim_start();
        let length = word_end(next);
        let word = &next[..length];
        let is_other = word.split_once('=').is_some_and(|(name, _)| super::is_identifier(name));
        if word.is_empty() || is_other || word.starts_with(['-', '&', '|', ';', '\\', '#', '>']) {
            return end;
        }
        end += rest.len() - next.len() + length;
    }
}

/// Whether a value is a switch, a path, or nothing but a reference: what has a default has a secret.
fn is_harmless(text: &str) -> bool {
    let text = text.split(" #").next().unwrap_or(text).trim();
    let is_name = |name: &str| !name.is_empty() && super::is_identifier(name);
    let between = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let is_block = text.trim_end_matches(['+', '-']).trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(is_block, "|" | ">")
        || value::is_setting(text)
        || text.strip_prefix('$').is_some_and(is_name)
        || between("${", "}").is_some_and(is_name)
        || between("$(", ")").is_some_and(is_name)
        || between("<", ">").is_some_and(|inner| !value::is_random(inner))
        || between("{{", "}}").is_some_and(|inner| !inner.contains(['"', '\'', '`', '{']))
        || (text.starts_with(['/', '.']) && text.contains('/') && !value::is_random(text))
        // `secret: { secretName: web-tls }`: what is in it has names of its own.
        || (text.starts_with('{') && text.to_ascii_lowercase().contains("name:") && !text.contains('='))
}

/// The tokens that show by themselves what they are.
fn tokens(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let (token, _) = token::find(&line[from..])?;
        let start = token.as_ptr() as usize - line.as_ptr() as usize;
        from = start + token.len();
        Some(start..from)
    })
}

/// The passwords in URLs, with whatever they may have in them, and users that are tokens.
fn url_users(line: &str) -> impl Iterator<Item = Range<usize>> {
    let starts = ["://", r":\/\/"]
        .into_iter()
        .flat_map(|mark| line.match_indices(mark).map(move |(at, _)| at + mark.len()));
    starts.filter_map(|start| {
        let rest = &line[start..];
        let run = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let (users, _) = run.rsplit_once('@')?;
        let (user, password) = users.split_once(':').unwrap_or(("", users));
        let hidden = if users.contains(':') {
            !password.is_empty() && !is_harmless(password)
        } else {
            value::is_random(password)
        };
        let start = start + if users.contains(':') { user.len() + 1 } else { 0 };
        hidden.then(|| start..start + password.len())
    })
}

/// Words that nobody could have thought of, and lines of base64, such as of a key.
fn by_chance(line: &str) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '=');
    let pieces = line.split(move |c| !is_letter(c)).filter(|piece| {
        piece.len() >= 16 && value::has_all_classes(piece) && value::changes(piece) > 3
    });
    let whole = line.trim().trim_start_matches("- ").trim_matches(['"', '\'', ',']);
    let is_base64 = whole.len() >= 40
        && value::has_all_classes(whole)
        && whole.chars().all(|c| is_letter(c) || c == '/');
    let start = move |part: &str| part.as_ptr() as usize - line.as_ptr() as usize;
    pieces.chain(is_base64.then_some(whole)).map(move |part| start(part)..start(part) + part.len())
}

/// Ranges in order, those that touch as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
