//! How YAML is laid out: lines, dashes, commas and brackets around the values of a tree.

use crate::source::Span;
use crate::yaml::Node;

/// Whether a collection is written in brackets. One that is not starts where its first child does,
/// and that may have brackets.
pub(super) fn is_flow(node: Node) -> bool {
    let first = node.items().next().or(node.entries().next().map(|(key, _)| key));
    let is_block = first.is_some_and(|first| first.extent().start == node.extent().start);
    let is_collection = node.is_sequence() || node.is_mapping();
    is_collection && !is_block && node.source().slice(node.extent()).starts_with(['{', '['])
}

/// Whether a mapping has its keys in double quotes, as JSON does.
pub(super) fn is_json(mapping: Node) -> bool {
    let first = mapping.entries().next();
    is_flow(mapping) && first.is_some_and(|(key, _)| written(key).starts_with('"'))
}

/// A scalar with its quotes.
pub(super) fn written(scalar: Node<'_>) -> &str {
    &scalar.source().text()[start(scalar)..end(scalar)]
}

/// Whether there is a block scalar from a byte up to the end of a value that keeps the blank lines
/// behind it: what comes below the last of its lines that are not blank would change it.
pub(super) fn keeps_blanks(from: usize, node: Node) -> bool {
    let text = &node.source().text()[from..node.extent().range().end.max(from)];
    let mut headers = text.match_indices(['|', '>']).map(|(at, _)| &text[at + 1..]);
    headers.any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('+'))
}

pub(super) fn start(node: Node) -> usize {
    node.extent().range().start
}

/// Where what is written of a value ends: a block ends with the blank lines and comments behind it.
pub(super) fn end(node: Node) -> usize {
    let range = node.extent().range();
    range.start + node.source().text()[range].trim_end().len()
}

/// The entries of a mapping that are written in it, in their order in the text.
pub(super) fn own_entries(mapping: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    let mut own: Vec<_> = mapping.entries().filter(|(key, _)| key.is_in(mapping)).collect();
    own.sort_by_key(|(key, _)| start(*key));
    own
}

/// Where an entry of a mapping ends.
pub(super) fn entry_end(mapping: Node, (key, value): (Node, Node)) -> Option<usize> {
    let text = key.source().text();
    let behind = &text[end(key)..line_end(text, end(key))];
    let is_alias = behind.trim_start_matches([' ', '\t', ':']).starts_with('*');
    match () {
        () if is_alias => Some(end(key) + behind.trim_end().len()),
        () if !value.exists() => Some(end(key)),
        () if value.is_in(mapping) => Some(end(value)),
        () => None,
    }
}

/// What comes before the bracket that closes a flow collection, whose last child ends at `last`.
pub(super) fn inside(collection: Node, last: Option<Node>, new: &str) -> Option<(usize, String)> {
    let text = collection.source().text();
    let close = end(collection).checked_sub(1)?;
    let from = last.map_or(start(collection) + 1, end);
    // In a comment it would be lost.
    if last.is_some_and(|last| !last.is_in(collection)) || text[from..close].contains('#') {
        return None;
    }
    let at = text[..close].trim_end().len();
    let break_line = || {
        let first = last.filter(|_| collection.is_sequence())?;
        let margin = &text[line_start(text, start(first))..start(first)];
        margin.trim().is_empty().then(|| format!("\n{margin}"))
    };
    let space = break_line().unwrap_or(" ".to_owned());
    let gap = match text[..at].chars().last()? {
        '{' | '[' => String::new(),
        ',' => space,
        _ => format!(",{space}"),
    };
    Some((at, format!("{gap}{new}")))
}

/// Below the line of a byte.
pub(super) fn below(text: &str, byte: usize, lines: &str) -> (usize, String) {
    let at = line_end(text, byte);
    // The last line of a text may lack its end.
    if text[..at].ends_with('\n') { (at, format!("{lines}\n")) } else { (at, format!("\n{lines}")) }
}

/// The dash of an item of a block list, and its column.
pub(super) fn dash(item: Node) -> Option<(usize, usize)> {
    let (text, start) = (item.source().text(), start(item));
    let line = line_start(text, start);
    let before = text[line..start].trim_end();
    let dash = before.strip_suffix('-')?;
    dash.trim_end().is_empty().then_some((line + dash.len(), dash.len()))
}

/// The lines of an item of a block list.
pub(super) fn lines_of(item: Node) -> Option<Span> {
    let text = item.source().text();
    let (dash, _) = dash(item)?;
    Some(Span::new(line_start(text, dash), line_end(text, end(item))))
}

/// A child of a flow collection with the comma that goes with it.
pub(super) fn with_comma(text: &str, start: usize, end: usize) -> Span {
    let rest = &text[end..];
    match rest.trim_start().strip_prefix(',') {
        Some(next) => Span::new(start, end + rest.len() - next.trim_start().len()),
        None => Span::new(text[..start].trim_end().trim_end_matches(',').len(), end),
    }
}

/// What stands before a byte on its line.
pub(super) fn before(text: &str, byte: usize) -> &str {
    &text[line_start(text, byte)..byte]
}

pub(super) fn line_start(text: &str, byte: usize) -> usize {
    text[..byte].rfind('\n').map_or(0, |at| at + 1)
}

/// The start of the next line.
pub(super) fn line_end(text: &str, byte: usize) -> usize {
    text[byte..].find('\n').map_or(text.len(), |length| byte + length + 1)
}
