//! Secrets in the text of a whole file, such as a `ConfigMap` holds.
//!
//! What is found is reported as a fault, so only what is surely a value counts: in a configuration
//! what follows a name, in a program what is quoted, in a script what its commands are given.

use super::{
    Secret, Trace, in_variable, in_words, is_identifier, is_name, is_scheme, token, value, words,
};

/// How the values of a file are written.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Style {
    /// `password: x`, `password=x`, `"password": "x"`.
    Settings,
    /// As the words of commands.
    Shell,
    /// In quotes: what has none is a variable or a call.
    Program,
}

const SHELLS: [&str; 3] = [".bash", ".ksh", ".sh"];
const PROGRAMS: [&str; 26] = [
    ".bzl", ".cjs", ".cue", ".go", ".gotmpl", ".gql", ".graphql", ".groovy", ".hcl", ".java",
    ".js", ".jsonnet", ".kt", ".lua", ".mjs", ".php", ".pl", ".ps1", ".py", ".rb", ".rego", ".rs",
    ".star", ".tf", ".tpl", ".ts",
];
/// What Redis calls its passwords; nothing stands between these and the value.
const BLANK_SEPARATED: [&str; 2] = ["masterauth", "requirepass"];

/// The secrets in a file of this name, in order.
pub(crate) fn in_text<'a>(file: &str, text: &'a str) -> Vec<Secret<'a>> {
    let style = Style::of(file, text);
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(key) = token::private_key(rest) {
        found.push(Secret { name: "", value: key, trace: Trace::Token("PEM private key") });
        rest = &rest[at(rest, key) + key.len()..];
    }
    for line in text.lines() {
        if style != Style::Shell {
            found.extend(pairs(line, style).filter_map(|(name, text)| in_variable(name, text)));
        } else if !is_comment(line) {
            let words = words(line).map(|word| ((), word));
            found.extend(in_words(words).into_iter().map(|((), secret)| secret));
        }
        found.extend(alone(line));
    }
    found.sort_by_key(|secret| secret.value.as_ptr());
    found.dedup_by(|later, earlier| {
        at(text, later.value) < at(text, earlier.value) + earlier.value.len()
    });
    found
}

impl Style {
    fn of(file: &str, text: &str) -> Self {
        let ends = |ends: &[&str]| ends.iter().any(|end| file.ends_with(end));
        match text.strip_prefix("#!").and_then(|text| text.lines().next()) {
            Some(shell) if shell.ends_with("sh") => Self::Shell,
            Some(_) => Self::Program,
            None if ends(&SHELLS) => Self::Shell,
            None if ends(&PROGRAMS) => Self::Program,
            None => Self::Settings,
        }
    }
}

/// What shows by itself what it is.
fn alone(line: &str) -> impl Iterator<Item = Secret<'_>> {
    let token = token::find(line);
    let token = token.map(|(value, kind)| Secret { name: "", value, trace: Trace::Token(kind) });
    let password = value::url_password(line).filter(|_| !is_comment(line));
    let password = password.map(|value| Secret { name: "", value, trace: Trace::Url });
    token.into_iter().chain(password)
}

/// The names of a line with their values.
fn pairs(line: &str, style: Style) -> impl Iterator<Item = (&str, &str)> {
    let separators = line.match_indices([':', '=']).filter(|_| !is_comment(line));
    let pairs = separators.filter_map(move |(at, separator)| {
        let before = line[..at].trim_end().trim_end_matches(['"', '\'']);
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        let name = &before[before.trim_end_matches(is_part).len()..];
        let lead = line[..before.len() - name.len()].trim_end_matches(['"', '\'']).trim();
        let rest = line[at + separator.len()..].trim_start();
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let text = match quote {
            Some(quote) => rest[1..].split(quote).next()?,
            None if style == Style::Program => return None,
            // `{ user: a, password: b }`
            None if separator == ":" && lead.ends_with(['{', ',']) => {
                rest.split([',', '}']).next()?
            }
            None if matches!(lead, "" | "-" | "export") => rest.split(" #").next()?,
            None => return None,
        };
        let text = text.trim_end();
        let is_made = quote.is_none() && text.contains(['(', '[', '{', '`']);
        let is_said = is_name(name) && is_prose(text);
        (!is_made && !is_said).then_some((name, text))
    });
    pairs.filter(|(name, _)| is_identifier(name)).chain(blank_separated(line))
}

/// Whether a text is for people: words, a label, or what has other letters than passwords have.
fn is_prose(text: &str) -> bool {
    let mut letters = text.bytes();
    let is_label = letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_lowercase());
    let first = text.split_once(' ').map(|(first, _)| first);
    is_label || !text.is_ascii() || first.is_some_and(|first| !is_scheme(first))
}

fn blank_separated(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.trim().split_once(' ')?;
    BLANK_SEPARATED.contains(&name).then(|| (name, text.trim().trim_matches('"')))
}

fn is_comment(line: &str) -> bool {
    ["#", "//", ";", "<!--"].iter().any(|start| line.trim_start().starts_with(start))
}

/// Where a part of a text begins in it.
fn at(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}
