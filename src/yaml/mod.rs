//! YAML and JSON documents as trees whose every node knows its place.
//!
//! A text is parsed once, into arenas ([`Tree`]); a [`Node`] is a place in one of them. Navigation
//! never fails: what is missing is a node too, and has the place of its nearest existing ancestor.

mod build;
mod json;
mod parse;
mod scalar;

use std::cell::Cell;
use std::sync::Arc;

use crate::source::{Source, Span};

pub use parse::{Parsed, parse};

#[cfg(test)]
mod tests;

use scalar::Scalar;

thread_local! {
    /// Whether a value that is an unresolved template was read on this thread. The engine asks after
    /// each check: what depends on such a value is neither passed nor failed.
    static UNRESOLVED: Cell<bool> = const { Cell::new(false) };
}

/// Whether an unresolved template was read on this thread since the last call.
pub(crate) fn take_unresolved() -> bool {
    UNRESOLVED.replace(false)
}

/// Whether an unresolved template was read on this thread, without forgetting it.
pub(crate) fn is_unresolved() -> bool {
    UNRESOLVED.get()
}

/// Notes that an unresolved template was read.
pub(crate) fn note_unresolved() {
    UNRESOLVED.set(true);
}

/// One document.
#[derive(Debug)]
pub struct Tree {
    source: Arc<Source>,
    /// In the order in which they stand; the first is the root.
    nodes: Vec<Raw>,
    /// The items of sequences, and keys and values of mappings in turn.
    items: Vec<u32>,
    /// Scalars that do not stand letter by letter in the source.
    decoded: String,
    /// Keys that their mapping has already.
    duplicates: Vec<u32>,
}

/// A node in its arena: 24 bytes, because documents are judged straight from memory.
#[derive(Clone, Copy, Debug)]
struct Raw {
    span: Span,
    parent: u32,
    shape: Shape,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// `text` is a span of the source, or of [`Tree::decoded`].
    Scalar { plain: bool, decoded: bool, template: bool, text: Span },
    /// A range of [`Tree::items`].
    Sequence { items: Span },
    /// A range of [`Tree::items`].
    Mapping { items: Span },
}

impl Tree {
    /// The root of the document.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, id: 0, missing: false }
    }

    /// The text that it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Keys that stand a second time in their mapping. The last one counts, as in go-yaml.
    pub fn duplicates(&self) -> impl Iterator<Item = Node<'_>> {
        self.duplicates.iter().map(|&id| Node { tree: self, id, missing: false })
    }

    /// Whether this byte is part of a scalar.
    pub(crate) fn scalar_at(&self, byte: usize) -> bool {
        self.nodes.iter().any(|raw| {
            matches!(raw.shape, Shape::Scalar { .. }) && raw.span.range().contains(&byte)
        })
    }

    /// The extent of what begins on a line: a key with its value, a list item, or the document.
    pub(crate) fn begins_in(&self, line: Span) -> Option<Span> {
        let begins = |raw: &Raw| (line.start..line.end).contains(&raw.span.start);
        let first = self.nodes.iter().position(begins)?;
        let node = Node { tree: self, id: Span::new(0, first).end, missing: false };
        let parent = node.parent();
        if first == 0 || parent.is_sequence() {
            return Some(node.extent());
        }
        // The first key of a mapping begins where the mapping does, and is what is meant.
        let mapping = if node.is_mapping() { node } else { parent };
        let mut pairs = mapping.pairs().map(|pair| (mapping.at(pair[0]), mapping.at(pair[1])));
        let (key, value) = pairs.find(|(key, _)| begins(key.raw()))?;
        let end = value.extent().end.max(key.extent().end);
        Some(Span { start: key.extent().start, end })
    }

    /// Replaces the text of scalars: for each that `rewrite` answers, `Ok` is its new text and
    /// `Err` says that it is an unresolved template.
    pub(crate) fn rewrite(&mut self, rewrite: impl Fn(&str) -> Option<Result<String, ()>>) {
        for id in 0..self.nodes.len() {
            let Shape::Scalar { plain, decoded, text, .. } = self.nodes[id].shape else { continue };
            let shape = match rewrite(self.scalar_text(decoded, text)) {
                None => continue,
                Some(Err(())) => Shape::Scalar { plain, decoded, template: true, text },
                Some(Ok(new)) => {
                    let start = self.decoded.len();
                    self.decoded.push_str(&new);
                    let text = Span::new(start, self.decoded.len());
                    Shape::Scalar { plain, decoded: true, template: false, text }
                }
            };
            self.nodes[id].shape = shape;
        }
    }

    /// Whether a node is this key. Bytes and lengths first: rules look up little else than keys.
    fn is_key(&self, id: u32, key: &str) -> bool {
        let Shape::Scalar { decoded, text, .. } = self.nodes[id as usize].shape else {
            return false;
        };
        let whole = if decoded { self.decoded.as_bytes() } else { self.source.text().as_bytes() };
        text.range().len() == key.len() && &whole[text.range()] == key.as_bytes()
    }

    fn scalar_text(&self, decoded: bool, text: Span) -> &str {
        let whole = if decoded { &self.decoded } else { self.source.text() };
        &whole[text.range()]
    }
}

/// A place in a document: a value, or the place where one is missing.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree,
    /// The value, or the nearest ancestor that exists.
    id: u32,
    missing: bool,
}

impl<'a> Node<'a> {
    /// The value under `key`, or a missing node placed here.
    #[must_use]
    pub fn get(self, key: &str) -> Self {
        let found = self.pairs().find(|pair| self.tree.is_key(pair[0], key));
        found.map_or(self.gone(), |pair| self.at(pair[1]))
    }

    /// The value under a path of keys.
    #[must_use]
    pub fn path(self, keys: &[&str]) -> Self {
        keys.iter().fold(self, |node, key| node.get(key))
    }

    /// The items of a sequence; nothing for anything else.
    pub fn items(self) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
        let ids = match self.shape() {
            Some(Shape::Sequence { items }) => &self.tree.items[items.range()],
            _ => &[],
        };
        ids.iter().map(move |&id| self.at(id))
    }

    /// The keys and values of a mapping, merged ones last; nothing for anything else.
    pub fn entries(self) -> impl Iterator<Item = (Self, Self)> {
        self.pairs().map(move |pair| (self.at(pair[0]), self.at(pair[1])))
    }

    /// Whether there is something here. A written null is nothing, as in Kubernetes.
    pub fn exists(self) -> bool {
        match self.shape() {
            None => false,
            Some(Shape::Scalar { plain: true, .. }) => !scalar::is_null(self.raw_text()),
            Some(_) => true,
        }
    }

    /// This node if it exists, else `other` if that does, else this.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.exists() || !other.exists() { self } else { other }
    }

    /// Whether this is a mapping.
    pub fn is_mapping(self) -> bool {
        matches!(self.shape(), Some(Shape::Mapping { .. }))
    }

    /// Whether this is a sequence.
    pub fn is_sequence(self) -> bool {
        matches!(self.shape(), Some(Shape::Sequence { .. }))
    }

    /// The text of a scalar as it will be used; nothing for null and for unresolved templates.
    pub fn str(self) -> Option<&'a str> {
        let text = self.resolved()?;
        self.exists().then_some(text)
    }

    /// The text of a scalar, unresolved templates as they are written; nothing for null. For
    /// prose, in which template-like text is content: scripts, arguments, descriptions.
    pub fn text(self) -> Option<&'a str> {
        self.exists().then(|| self.raw_scalar()).flatten()
    }

    /// The value of a boolean.
    pub fn bool(self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value of an integer.
    pub fn int(self) -> Option<i64> {
        match self.scalar()? {
            Scalar::Int(value) => Some(value),
            _ => None,
        }
    }

    /// Whether this is a string to Kubernetes, and no number, boolean or null.
    pub fn is_text(self) -> bool {
        match self.shape() {
            Some(Shape::Scalar { plain: true, .. }) => resolve(self) == Scalar::Text,
            Some(Shape::Scalar { .. }) => true,
            _ => false,
        }
    }

    /// Whether this value, or the value in which this would stand, is an unresolved template.
    pub fn is_template(self) -> bool {
        matches!(self.raw().shape, Shape::Scalar { template: true, .. })
    }

    /// The key under which this stands, or under which its nearest existing ancestor does.
    pub fn key(self) -> Option<Self> {
        let parent = self.at(self.raw().parent);
        let pair = parent.pairs().find(|pair| pair[1] == self.id && pair[0] != self.id)?;
        Some(self.at(pair[0]))
    }

    /// The value or list item in which this stands; the root for the root.
    #[must_use]
    pub fn parent(self) -> Self {
        if self.missing { self.at(self.id) } else { self.at(self.raw().parent) }
    }

    /// The narrowest place that tells a reader what is meant: the value if it stands on one line,
    /// else its key, else the name of the list item or the kind of the object that it is part of.
    pub fn span(self) -> Span {
        let raw = self.raw();
        let written = raw.span.start < raw.span.end;
        let one_line = || !self.tree.source.slice(raw.span).contains('\n');
        if !self.missing && written && one_line() { raw.span } else { self.anchor() }
    }

    /// The whole text of this value (of the nearest ancestor if it is missing), over all its lines.
    pub fn extent(self) -> Span {
        self.raw().span
    }

    /// The place of `part` inside this scalar as it is written, or [`Node::span`]. A slice of
    /// [`Node::text`] is told from an equal part before it.
    pub fn span_of(self, part: &str) -> Span {
        let raw = self.raw().span;
        let before = self.text().map_or(0, |text| {
            let at = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
            text.get(..at).map_or(0, |before| before.matches(part).count())
        });
        let mut found = self.tree.source.slice(raw).match_indices(part);
        found.nth(before).filter(|_| !self.missing).map_or(self.span(), |(at, _)| {
            let start = raw.start as usize + at;
            Span::new(start, start + part.len())
        })
    }

    /// Where this stands, by names and not by lines: `spec.containers[app].image`. The same
    /// before and after an edit elsewhere. A missing node has the path of its nearest ancestor.
    pub fn path_text(self) -> String {
        let mut steps = Vec::new();
        let mut node = self.at(self.id);
        while node.id != 0 {
            let parent = node.parent();
            steps.push(match node.key() {
                Some(key) => format!(".{}", key.raw_text()),
                None => match node.get("name").raw_scalar() {
                    Some(name) => format!("[{name}]"),
                    None => {
                        let index = parent.items().position(|item| item.id == node.id);
                        format!("[{}]", index.unwrap_or_default())
                    }
                },
            });
            node = parent;
        }
        steps.iter().rev().map(String::as_str).collect::<String>().trim_start_matches('.').into()
    }

    /// The text that this stands in.
    pub fn source(self) -> &'a Arc<Source> {
        &self.tree.source
    }

    /// This node and all below it as JSON. Unresolved templates are strings.
    pub fn to_json(self) -> serde_json::Value {
        use serde_json::Value;
        match self.shape() {
            None => Value::Null,
            Some(Shape::Sequence { .. }) => self.items().map(Self::to_json).collect(),
            Some(Shape::Mapping { .. }) => {
                let entry = |(key, value): (Self, Self)| (key.json_key(), value.to_json());
                Value::Object(self.entries().map(entry).collect())
            }
            Some(Shape::Scalar { plain, .. }) => {
                match if plain { resolve(self) } else { Scalar::Text } {
                    Scalar::Null => Value::Null,
                    Scalar::Bool(value) => value.into(),
                    Scalar::Int(value) => value.into(),
                    Scalar::Float(value) => value.into(),
                    Scalar::Text => self.raw_text().into(),
                }
            }
        }
    }

    /// The node that a JSON pointer names, as far as it exists.
    #[must_use]
    pub fn pointer(self, pointer: &str) -> Self {
        pointer.split('/').skip(1).fold(self, |node, step| {
            let step = step.replace("~1", "/").replace("~0", "~");
            match step.parse::<usize>() {
                Ok(index) if node.is_sequence() => node.items().nth(index).unwrap_or(node.gone()),
                _ => node
                    .entries()
                    .find(|(key, _)| key.json_key() == step)
                    .map_or(node.gone(), |e| e.1),
            }
        })
    }

    /// A key as JSON has it: `on:` is the key `true`, as in sigs.k8s.io/yaml.
    fn json_key(self) -> String {
        match self.shape() {
            Some(Shape::Scalar { plain: true, .. }) => match resolve(self) {
                Scalar::Bool(value) => value.to_string(),
                _ => self.raw_text().to_owned(),
            },
            _ => self.raw_text().to_owned(),
        }
    }

    /// The value of a plain scalar.
    fn scalar(self) -> Option<Scalar> {
        self.resolved()?;
        let Some(Shape::Scalar { plain: true, .. }) = self.shape() else { return None };
        Some(resolve(self))
    }

    /// The text of a scalar, unless it is an unresolved template: then that is noted.
    fn resolved(self) -> Option<&'a str> {
        if self.is_template() {
            note_unresolved();
            return None;
        }
        self.raw_scalar()
    }

    fn raw_text(self) -> &'a str {
        self.raw_scalar().unwrap_or_default()
    }

    fn raw_scalar(self) -> Option<&'a str> {
        match self.shape()? {
            Shape::Scalar { decoded, text, .. } => Some(self.tree.scalar_text(decoded, text)),
            _ => None,
        }
    }

    /// Keys and values of a mapping.
    fn pairs(self) -> std::slice::ChunksExact<'a, u32> {
        let ids = match self.shape() {
            Some(Shape::Mapping { items }) => &self.tree.items[items.range()],
            _ => &[],
        };
        ids.chunks_exact(2)
    }

    fn shape(self) -> Option<Shape> {
        (!self.missing).then(|| self.raw().shape)
    }

    fn raw(self) -> &'a Raw {
        &self.tree.nodes[self.id as usize]
    }

    fn at(self, id: u32) -> Self {
        Node { id, missing: false, ..self }
    }

    /// A missing node placed here.
    pub(crate) fn gone(self) -> Self {
        Node { missing: true, ..self }
    }

    /// A place on one line that stands for this value: see [`Node::span`].
    fn anchor(self) -> Span {
        if let Some(key) = self.key() {
            return key.raw().span;
        }
        let name = ["name", "kind"].into_iter().map(|key| self.at(self.id).get(key));
        if let Some(name) = name.clone().find(|name| name.exists()) {
            return name.span();
        }
        let here = self.at(self.id);
        let first = here.pairs().next().map(|pair| pair[0]);
        match first.or_else(|| here.items().next().map(|item| item.id)) {
            Some(first) => self.at(first).span(),
            None => {
                let span = self.raw().span;
                let text = self.tree.source.slice(span);
                let line = text.split(['\n', '\r']).next().unwrap_or_default();
                Span { start: span.start, end: span.start + Span::new(0, line.len()).end }
            }
        }
    }
}

fn resolve(node: Node) -> Scalar {
    if node.is_template() { Scalar::Text } else { scalar::resolve(node.raw_text()) }
}
