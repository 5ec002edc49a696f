//! Secrets in plain text: names that speak of one, values that are one.
//!
//! What is found is for pointing at, never for showing: see [`Place::secret`](crate::finding::Place).

mod file;
mod line;
mod name;
mod text;
mod token;
mod value;

pub(crate) use file::{Contents, contents};
pub(crate) use line::in_line;
use name::Strength;
pub(crate) use text::in_text;

#[cfg(test)]
mod tests;

/// A secret that is written down.
#[derive(Clone, Copy)]
pub(crate) struct Secret<'a> {
    /// The variable, option or key that holds it; empty if it stands alone.
    pub(crate) name: &'a str,
    /// The secret itself, a slice of the text that was searched. Never to be shown.
    pub(crate) value: &'a str,
    /// What gives it away.
    pub(crate) trace: Trace,
}

/// What gives a secret away.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Trace {
    /// What holds it is called like one.
    Name,
    /// It has the form of a known kind of token.
    Token(&'static str),
    /// It is the password in a URL.
    Url,
}

impl Secret<'_> {
    /// How long it is, as closely as may be told.
    pub(crate) fn size(&self) -> &'static str {
        match self.value.chars().count() {
            0..8 => "1-7",
            8..16 => "8-15",
            16..32 => "16-31",
            _ => "32+",
        }
    }
}

/// The secret that a variable of this name holds.
pub(crate) fn in_variable<'a>(name: &'a str, value: &'a str) -> Option<Secret<'a>> {
    let strength = name::strength(name);
    if let Some((scheme, credentials)) = value.split_once(' ')
        && strength.is_some()
        && is_scheme(scheme)
    {
        return in_value(name, credentials.trim(), Some(Strength::Token));
    }
    in_value(name, value, strength).or_else(|| {
        // Connection strings, queries and options of a JVM hold variables themselves.
        let separators: &[char] = if value.contains(';') { &[';'] } else { &['&', '?', ' '] };
        let parts = value.split(separators).filter_map(|part| part.split_once('='));
        parts.into_iter().find_map(|(name, value)| {
            let name = name.trim();
            named(name, unquoted(value.trim()), name::strength(name)?)
        })
    })
}

/// The secrets in the words of a command, with their places: `--password=x`, `--api-key x`,
/// `DB_PASSWORD=x`, `X-Api-Key: x`, and whatever shows what it is by itself.
pub(crate) fn in_words<'a, P: Copy>(
    all: impl IntoIterator<Item = (P, &'a str)>,
) -> Vec<(P, Secret<'a>)> {
    let mut found = Vec::new();
    let mut option: Option<(&str, Strength)> = None;
    for (place, written) in all {
        let word = unquoted(written);
        let bare = word.trim_start_matches('-');
        let is_option = bare.len() < word.len();
        let secret = match (option.take(), bare.split_once('=')) {
            (Some((name, _)), _) if is_scheme(word) => {
                option = Some((name, Strength::Token));
                continue;
            }
            (Some((name, strength)), _) if !is_option => in_value(name, word, Some(strength)),
            (_, Some((name, value))) if is_identifier(name) => in_variable(name, unquoted(value)),
            // A command line in quotes, for another shell.
            _ if word.len() < written.len() && word.contains(' ') => {
                let inner: Vec<_> = words(word).map(|word| (place, word)).collect();
                found.extend(in_words(inner));
                None
            }
            _ => in_value("", word, None),
        };
        let name = if is_option { Some(bare) } else { header(word) };
        option = name.and_then(|name| Some((name, name::strength(name)?)));
        found.extend(secret.map(|secret| (place, secret)));
    }
    found
}

/// The words of a command line: parted by blanks and separators outside quotes. An option is one
/// word whatever is in it, as in an argument that no shell will split.
pub(crate) fn words(line: &str) -> impl Iterator<Item = &str> {
    let is_option =
        line.starts_with('-') && line.split_once('=').is_some_and(|(name, _)| is_identifier(name));
    let mut quote = None;
    let parts = move |c: char| {
        match (quote, c) {
            (None, '"' | '\'') if !is_option => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        !is_option && quote.is_none() && (c.is_whitespace() || matches!(c, ';' | '|' | '&'))
    };
    line.split(parts).filter(|word| !word.is_empty())
}

/// Whether something of this name is a secret.
pub(crate) fn is_name(name: &str) -> bool {
    name::strength(name).is_some()
}

/// Whether a value is written for somebody to replace, or refers to a secret that is kept elsewhere.
pub(crate) fn is_stand_in(value: &str) -> bool {
    value::is_placeholder(value) || value::is_reference(value)
}

/// What a value is, by itself or by the name of what holds it.
fn in_value<'a>(name: &'a str, value: &'a str, strength: Option<Strength>) -> Option<Secret<'a>> {
    if let Some((value, kind)) = token::find(value) {
        return Some(Secret { name, value, trace: Trace::Token(kind) });
    }
    if let Some(value) = value::url_password(value) {
        return Some(Secret { name, value, trace: Trace::Url });
    }
    named(name, value, strength?)
}

fn named<'a>(name: &'a str, value: &'a str, strength: Strength) -> Option<Secret<'a>> {
    value::is_literal(value, strength).then_some(Secret { name, value, trace: Trace::Name })
}

/// The name of an HTTP header: in prose, words before a colon are other ones.
fn header(word: &str) -> Option<&str> {
    let name = word.trim_start_matches(['"', '\'']).strip_suffix(':')?;
    (name.contains('-') || name.eq_ignore_ascii_case("authorization")).then_some(name)
}

/// What stands before the credentials in an `Authorization` header.
fn is_scheme(word: &str) -> bool {
    ["basic", "bearer", "token"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

/// Without the quotes around it.
fn unquoted(word: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| word.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(word)
}
