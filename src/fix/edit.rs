//! Edits: a text in place of a range of bytes, made from places in a tree.
//!
//! An edit never prints YAML anew: comments, quotes and indentation around it stay as they are. What
//! an alias or a merge key takes elsewhere is not edited: the edit would change all of these places.

use std::sync::Arc;

use super::layout::{
    before, below, dash, end, entry_end, inside, is_flow, is_json, keeps_blanks, line_end,
    line_start, lines_of, own_entries, start, with_comma, written,
};
use crate::source::{Source, Span};
use crate::yaml::Node;

#[cfg(test)]
mod tests;

/// A text in place of a range of bytes.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The text that is changed.
    pub source: Arc<Source>,
    /// The bytes that go; where nothing goes, the place before which the text comes.
    pub span: Span,
    /// What comes instead.
    pub text: String,
}

/// A value to write.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// A scalar that needs no quotes.
    Text(&'a str),
    Mapping(&'a [(&'a str, Value<'a>)]),
}

impl<'a> Value<'a> {
    /// On lines of its own, whose first stands behind a dash or a key.
    fn lines(self) -> Vec<String> {
        let Self::Mapping(entries) = self else { return vec![self.flow(false)] };
        let entry = |&(key, value): &(&str, Value<'a>)| match value {
            Self::Text(text) => vec![format!("{key}: {text}")],
            Self::Mapping(_) => {
                let nested = value.lines().into_iter().map(|line| format!("  {line}"));
                std::iter::once(format!("{key}:")).chain(nested).collect()
            }
        };
        entries.iter().flat_map(entry).collect()
    }

    /// As an item of a block list whose dashes have this margin.
    fn item(self, margin: usize) -> String {
        let lines = self.lines().join(&format!("\n{:margin$}  ", ""));
        format!("{:margin$}- {lines}", "")
    }

    /// On one line.
    fn flow(self, json: bool) -> String {
        let quoted = |text: &str| if json { format!("\"{text}\"") } else { text.to_owned() };
        match self {
            Self::Text(text) => quoted(text),
            Self::Mapping(entries) => {
                let entry = |&(key, value): &(&str, Value<'a>)| {
                    format!("{}: {}", quoted(key), value.flow(json))
                };
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Edit {
    fn new(node: Node, span: Span, text: impl Into<String>) -> Self {
        Self { source: Arc::clone(node.source()), span, text: text.into() }
    }

    /// Another scalar in the same quotes. Nothing if the new one may need quotes of its own.
    pub(crate) fn replace(scalar: Node, text: &str) -> Option<Self> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "./-_".contains(c);
        if scalar.is_shared() || text.is_empty() || !text.chars().all(is_plain) {
            return None;
        }
        let is_number = text.chars().all(|c| c.is_ascii_digit());
        let quote = match written(scalar).chars().next()? {
            quote @ ('"' | '\'') => quote.to_string(),
            // A block scalar, whose end of line is part of it.
            _ if scalar.text() != Some(written(scalar)) => return None,
            _ if is_json(scalar.parent()) && !is_number => "\"".to_owned(),
            _ => String::new(),
        };
        let span = Span::new(start(scalar), end(scalar));
        Some(Self::new(scalar, span, format!("{quote}{text}{quote}")))
    }

    /// Another text in place of a part of this scalar; nothing if the part cannot be told.
    pub(crate) fn replace_part(scalar: Node, part: &str, text: &str) -> Option<Self> {
        let span = scalar.span_of(part);
        let is_it = !scalar.is_shared() && scalar.source().slice(span) == part;
        is_it.then(|| Self::new(scalar, span, text))
    }

    /// Takes an item out of its list, and the list out of its mapping if there is no other item.
    /// Nothing if it shares its lines with others in a way that does not tell what to take.
    pub(crate) fn remove(item: Node) -> Vec<Option<Self>> {
        let list = item.parent();
        if item.is_shared() || item.holds_shared() || !list.is_sequence() {
            return vec![None];
        }
        if list.items().len() < 2 {
            return remove_list(list, item);
        }
        let span = if is_flow(list) {
            Some(with_comma(list.source().text(), start(item), end(item)))
        } else {
            lines_of(item).filter(|lines| !keeps_blanks(lines.range().start, item))
        };
        vec![span.map(|span| Self::new(item, span, ""))]
    }

    /// Puts an item behind the last of the list that stands under `key` in a mapping, and makes the
    /// list if there is none. The item is written as the others are.
    pub(crate) fn push(mapping: Node, key: &str, item: Value) -> Option<Self> {
        let list = mapping.get(key);
        let has_key = mapping.entries().any(|(other, _)| other.text() == Some(key));
        let is_elsewhere = list.exists() && (list.is_shared() || !list.is_in(mapping));
        if mapping.is_shared() || is_elsewhere {
            return None;
        }
        let json = is_json(mapping);
        let flow = item.flow(json);
        let (at, text) = if is_flow(list) {
            inside(list, list.items().last(), &flow)?
        } else if let Some(last) = list.items().last() {
            below_item(list, last, item)?
        } else if has_key {
            // Under the key is nothing, or something else.
            return None;
        } else {
            let quote = if json { "\"" } else { "" };
            let key = format!("{quote}{key}{quote}");
            if is_flow(mapping) {
                let end = own_entries(mapping).pop().map(|(key, value)| value.or(key));
                inside(mapping, end, &format!("{key}: [{flow}]"))?
            } else {
                below_entries(mapping, &key, item)?
            }
        };
        // The ends of lines are those of the line before.
        let whole = mapping.source().text();
        let line_break = whole[..at].rfind('\n').or(whole.find('\n'));
        let is_windows = line_break.is_some_and(|at| whole[..at].ends_with('\r'));
        let text = if is_windows { text.replace('\n', "\r\n") } else { text };
        Some(Self::new(mapping, Span::new(at, at), text))
    }
}

/// An item below the last of a block list.
fn below_item(list: Node, sibling: Node, item: Value) -> Option<(usize, String)> {
    let (dash, column) = dash(sibling)?;
    if !sibling.is_in(list) || keeps_blanks(dash, sibling) {
        return None;
    }
    let item = if is_flow(sibling) {
        format!("{:column$}- {}", "", item.flow(is_json(sibling)))
    } else {
        item.item(column)
    };
    Some(below(list.source().text(), end(sibling), &item))
}

/// A list of one item below the last entry of a block mapping.
fn below_entries(mapping: Node, key: &str, item: Value) -> Option<(usize, String)> {
    let text = mapping.source().text();
    let own = own_entries(mapping);
    let (&(first, _), &last) = (own.first()?, own.last()?);
    let margin = before(text, start(first));
    if !margin.chars().all(|c| " -".contains(c)) || keeps_blanks(start(last.0), mapping) {
        return None;
    }
    let margin = margin.len();
    let lines = format!("{:margin$}{key}:\n{}", "", item.item(margin + 2));
    Some(below(text, entry_end(mapping, last)?, &lines))
}

/// Takes a list with its only item out of its mapping. Comments between key and item stay.
fn remove_list(list: Node, item: Node) -> Vec<Option<Edit>> {
    let (text, mapping) = (list.source().text(), list.parent());
    let own = own_entries(mapping);
    let Some(key) = list.key().filter(|key| key.is_in(mapping) && own.len() > 1) else {
        return vec![None];
    };
    let (from, to) = (start(key), end(list));
    let cut = |start, end| Some(Edit::new(list, Span::new(start, end), ""));
    if is_flow(mapping) {
        let span = with_comma(text, from, to);
        return vec![Some(Edit::new(list, span, ""))];
    }
    if keeps_blanks(from, list) {
        return vec![None];
    }
    if !before(text, from).trim().is_empty() {
        // It stands behind the dash of a list item: the next key takes its place.
        let next = own.iter().map(|(key, _)| start(*key)).find(|other| *other > from);
        let next = next.filter(|next| text[line_end(text, to)..*next].trim().is_empty());
        let is_dash = before(text, from).chars().all(|c| " -".contains(c));
        return vec![next.filter(|_| is_dash).and_then(|next| cut(from, next))];
    }
    let (top, bottom) = (line_start(text, from), line_end(text, to));
    let own_line = line_end(text, end(key));
    match lines_of(item).filter(|lines| !is_flow(list) && lines.range().start > own_line) {
        Some(lines) => vec![cut(top, own_line), cut(lines.range().start, bottom)],
        None => vec![cut(top, bottom)],
    }
}
