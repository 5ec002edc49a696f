//! Fixes: changes of a few bytes that mend a fault where there is exactly one right way.
//!
//! An edit never prints YAML anew: comments, quotes and indentation around it stay as they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::Finding;
use crate::source::{Source, Span};
use crate::yaml::Node;

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

impl Edit {
    /// Another scalar in place of this one. The new one must need no quotes.
    pub(crate) fn replace(scalar: Node, text: &str) -> Self {
        Self { source: Arc::clone(scalar.source()), span: scalar.extent(), text: text.to_owned() }
    }

    /// Another text in place of a part of this scalar; nothing if the part cannot be told.
    pub(crate) fn replace_part(scalar: Node, part: &str, text: &str) -> Option<Self> {
        let span = scalar.span_of(part);
        let source = Arc::clone(scalar.source());
        (source.slice(span) == part).then(|| Self { source, span, text: text.to_owned() })
    }

    /// Takes an item out of its list. Nothing if it is the only one, or shares its line with others
    /// in a way that does not tell what to take.
    pub(crate) fn remove(item: Node) -> Option<Self> {
        let list = item.parent();
        if !list.is_sequence() || list.items().len() < 2 {
            return None;
        }
        let text = item.source().text();
        let span = if is_flow(list) {
            flow_item(item)
        } else {
            let (dash, _) = dash(item)?;
            Span::new(line_start(text, dash), line_end(text, end(item)))
        };
        Some(Self { source: Arc::clone(item.source()), span, text: String::new() })
    }

    /// Puts an item behind the last of the list that stands under `key` in a mapping, and makes the
    /// list if there is none. The item is written in flow style, on one line.
    pub(crate) fn push(mapping: Node, key: &str, item: &str) -> Option<Self> {
        let list = mapping.get(key);
        let has_key = mapping.entries().any(|(other, _)| other.text() == Some(key));
        let (at, text) = if is_flow(list) {
            inside(list, item)?
        } else if let Some(last) = list.items().last() {
            let (_, column) = dash(last)?;
            let indentation = " ".repeat(column);
            below(last, &format!("{indentation}- {item}"))
        } else if has_key {
            // Under the key is nothing, or something else.
            return None;
        } else if is_flow(mapping) {
            inside(mapping, &format!("{key}: [{item}]"))?
        } else {
            let (first, _) = mapping.entries().next()?;
            let (bare, value) = mapping.entries().last()?;
            let indentation = " ".repeat(column(first.source().text(), start(first)));
            let end = if value.exists() { value } else { bare };
            below(end, &format!("{indentation}{key}:\n{indentation}  - {item}"))
        };
        let source = Arc::clone(mapping.source());
        // The text's own ends of lines.
        let is_windows = source.text().contains("\r\n");
        let text = if is_windows { text.replace('\n', "\r\n") } else { text };
        Some(Self { source, span: Span::new(at, at), text })
    }
}

/// The text of a source with all edits of `findings` that do not get in each other's way, by its
/// name, and how many findings that mends. Of a finding, all edits are made or none.
pub fn apply<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
) -> BTreeMap<String, (String, usize)> {
    let mut taken: BTreeMap<String, (Vec<&Edit>, usize)> = BTreeMap::new();
    for finding in findings {
        let free = |edit: &Edit| {
            let others = taken.get(edit.source.name()).into_iter().flat_map(|(edits, _)| edits);
            others.into_iter().all(|other| !overlap(edit.span, other.span))
        };
        if finding.fix.is_empty() || !finding.fix.iter().all(free) {
            continue;
        }
        for edit in &finding.fix {
            taken.entry(edit.source.name().to_owned()).or_default().0.push(edit);
        }
        let name = finding.place.source.name();
        taken.entry(name.to_owned()).or_default().1 += 1;
    }
    let fixed = |(name, (mut edits, mended)): (String, (Vec<&Edit>, usize))| {
        edits.sort_by_key(|edit| edit.span);
        let source = Arc::clone(&edits.first()?.source);
        let mut text = source.text().to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(edit.span.range(), &edit.text);
        }
        Some((name, (text, mended)))
    };
    taken.into_iter().filter_map(fixed).collect()
}

/// Whether two edits touch the same bytes. Two insertions at one place do not.
fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn is_flow(node: Node) -> bool {
    node.exists() && node.source().text()[node.extent().range()].starts_with(['{', '['])
}

fn start(node: Node) -> usize {
    node.extent().range().start
}

/// Where what is written of a value ends: a block ends with the blank lines and comments behind it.
fn end(node: Node) -> usize {
    let range = node.extent().range();
    range.start + node.source().text()[range].trim_end().len()
}

/// Before the bracket that closes a flow collection.
fn inside(collection: Node, new: &str) -> Option<(usize, String)> {
    let text = collection.source().text();
    let close = end(collection).checked_sub(1)?;
    let at = text[..close].trim_end().len();
    let gap = match text[..at].chars().last()? {
        '{' | '[' => "",
        ',' => " ",
        _ => ", ",
    };
    Some((at, format!("{gap}{new}")))
}

/// Below the line on which a value ends.
fn below(last: Node, lines: &str) -> (usize, String) {
    let text = last.source().text();
    let at = line_end(text, end(last));
    // The last line of a text may lack its end.
    if text[..at].ends_with('\n') { (at, format!("{lines}\n")) } else { (at, format!("\n{lines}")) }
}

/// The dash of an item of a block list, and its column.
fn dash(item: Node) -> Option<(usize, usize)> {
    let (text, start) = (item.source().text(), start(item));
    let line = line_start(text, start);
    let before = text[line..start].trim_end();
    let dash = before.strip_suffix('-')?;
    dash.trim_end().is_empty().then_some((line + dash.len(), dash.len()))
}

/// An item of a flow list with the comma that goes with it.
fn flow_item(item: Node) -> Span {
    let (text, start, end) = (item.source().text(), start(item), end(item));
    let rest = &text[end..];
    match rest.trim_start().strip_prefix(',') {
        Some(next) => Span::new(start, end + rest.len() - next.trim_start().len()),
        None => Span::new(text[..start].trim_end().trim_end_matches(',').len(), end),
    }
}

fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// The start of the next line.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    /// `text` after an edit of what is under `spec`.
    fn edited(text: &str, edit: impl Fn(Node) -> Option<Edit>) -> Option<String> {
        let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
        assert!(parsed.problems.is_empty(), "{text}");
        let edit = edit(parsed.trees[0].root().get("spec"))?;
        let mut text = text.to_owned();
        text.replace_range(edit.span.range(), &edit.text);
        let again = yaml::parse(&Arc::new(Source::new("x.yaml", text.as_str())));
        assert!(again.problems.is_empty(), "{text}");
        Some(text)
    }

    #[test]
    fn items_go_with_their_lines_and_commas() {
        let remove = |spec: Node| Edit::remove(spec.get("env").items().nth(1)?);
        for (text, expected, reason) in [
            (
                "spec:\n  env: # all\n    - name: A\n      value: 1 # one\n    - name: B\n      value: 2 # two\n    # last\n    - name: C\n",
                Some(
                    "spec:\n  env: # all\n    - name: A\n      value: 1 # one\n    # last\n    - name: C\n",
                ),
                "a block, with the comments of others",
            ),
            (
                "spec:\n  env:\n  - name: A\n  - {name: B}\nx: 1\n",
                Some("spec:\n  env:\n  - name: A\nx: 1\n"),
                "the last, not indented",
            ),
            (
                "spec:\n  env:\n    - name: A\n    - name: B",
                Some("spec:\n  env:\n    - name: A\n"),
                "no end of line",
            ),
            (
                "spec: {env: [{name: A}, {name: B}, {name: C}]}\n",
                Some("spec: {env: [{name: A}, {name: C}]}\n"),
                "flow",
            ),
            (
                "spec: {env: [{name: A}, {name: B}]}\n",
                Some("spec: {env: [{name: A}]}\n"),
                "flow, the last",
            ),
            (
                "spec:\r\n  env:\r\n  - name: A\r\n  - name: B\r\n",
                Some("spec:\r\n  env:\r\n  - name: A\r\n"),
                "CRLF",
            ),
            (
                "spec:\n  env:\n  - - x\n  - - y\n",
                Some("spec:\n  env:\n  - - x\n"),
                "a list of lists",
            ),
        ] {
            assert_eq!(edited(text, remove).as_deref(), expected, "{reason}");
        }
        let first = |spec: Node| Edit::remove(spec.get("env").items().next()?);
        assert_eq!(edited("spec:\n  env:\n  - name: A\n", first), None, "the only one");
    }

    #[test]
    fn a_part_of_a_scalar_leaves_the_rest() {
        let replace = |spec: Node| Edit::replace_part(spec.get("path"), "'A'", "'B'");
        for (text, expected, reason) in [
            ("spec:\n  path: x['A'] # one\n", Some("spec:\n  path: x['B'] # one\n"), "plain"),
            ("spec:\n  path: x['C']\n", None, "no such part"),
            ("spec: {path: \"x['A']\"}\n", Some("spec: {path: \"x['B']\"}\n"), "quoted"),
        ] {
            assert_eq!(edited(text, replace).as_deref(), expected, "{reason}");
        }
    }

    #[test]
    fn items_come_behind_the_last() {
        let push = |spec: Node| Edit::push(spec, "volumes", "{name: shm}");
        for (text, expected, reason) in [
            (
                "spec:\n  volumes: # all\n    - name: a # one\n  x: 1\n",
                Some("spec:\n  volumes: # all\n    - name: a # one\n    - {name: shm}\n  x: 1\n"),
                "a block",
            ),
            (
                "spec:\n  volumes:\n  - name: a",
                Some("spec:\n  volumes:\n  - name: a\n  - {name: shm}"),
                "no end of line",
            ),
            (
                "spec: {volumes: [{name: a}]}\n",
                Some("spec: {volumes: [{name: a}, {name: shm}]}\n"),
                "flow",
            ),
            ("spec:\n  volumes: [ ]\n", Some("spec:\n  volumes: [{name: shm} ]\n"), "flow, empty"),
            (
                "spec:\n  a:\n    b: 1\nx: 1\n",
                Some("spec:\n  a:\n    b: 1\n  volumes:\n    - {name: shm}\nx: 1\n"),
                "no list yet",
            ),
            ("spec: {a: 1}\n", Some("spec: {a: 1, volumes: [{name: shm}]}\n"), "no list yet, flow"),
            (
                "spec:\r\n  a: 1\r\n",
                Some("spec:\r\n  a: 1\r\n  volumes:\r\n    - {name: shm}\r\n"),
                "CRLF",
            ),
            (
                "spec:\n  a: |\n    text\n\n# behind\nx: 1\n",
                Some("spec:\n  a: |\n    text\n  volumes:\n    - {name: shm}\n\n# behind\nx: 1\n"),
                "behind a block scalar",
            ),
            ("spec:\n  volumes:\n  a: 1\n", None, "a key without a value"),
            (
                "spec:\n  volumes: &all\n  - name: a\n",
                Some("spec:\n  volumes: &all\n  - name: a\n  - {name: shm}\n"),
                "an anchor",
            ),
        ] {
            assert_eq!(edited(text, push).as_deref(), expected, "{reason}");
        }
    }
}
