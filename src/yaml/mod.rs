//! YAML and JSON documents as trees whose every node knows its place.
//!
//! A text is parsed once, into arenas ([`Tree`]); a [`Node`] is a place in one of them. Navigation
//! never fails: what is missing is a node too, and has the place of its nearest existing ancestor.

mod build;
mod json;
mod node;
mod parse;
mod scalar;
mod sign;

use std::cell::Cell;
use std::sync::Arc;

use crate::source::{Source, Span};

pub use node::Node;
pub use parse::{Parsed, parse};
use scalar::Meaning;
pub(crate) use sign::Sign;

#[cfg(test)]
mod tests;

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

/// Shares a document out among values in it: to each goes what stands from the end of the one before
/// up to its own end, to the last the rest.
pub(crate) fn shares<'a>(values: impl Iterator<Item = Node<'a>>) -> Vec<Span> {
    let mut start = 0;
    let share = |value: Node| {
        let end = value.extent().end.max(start);
        Span { start: std::mem::replace(&mut start, end), end }
    };
    let mut shares: Vec<Span> = values.map(share).collect();
    if let Some(last) = shares.last_mut() {
        last.end = u32::MAX;
    }
    shares
}

/// One document.
#[derive(Debug)]
pub struct Tree {
    source: Arc<Source>,
    /// In the order in which they stand; the first is the root.
    nodes: Vec<Raw>,
    /// The items of sequences.
    items: Vec<u32>,
    /// The entries of mappings.
    pairs: Vec<Pair>,
    /// Scalars that do not stand letter by letter in the source.
    decoded: String,
    /// Keys that their mapping has already, in order, each after the one before.
    duplicates: Vec<[u32; 2]>,
    /// Keys that are lists or mappings: YAML has them, Kubernetes and Compose do not.
    complex_keys: Vec<u32>,
    /// Values that aliases refer to.
    shared: Vec<u32>,
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
    Scalar { plain: bool, meaning: Meaning, decoded: bool, template: bool, text: Span },
    /// A range of [`Tree::items`].
    Sequence { items: Span },
    /// A range of [`Tree::pairs`].
    Mapping { pairs: Span },
}

/// An entry of a mapping.
#[derive(Clone, Copy, Debug)]
struct Pair {
    sign: Sign,
    key: u32,
    value: u32,
}

impl Tree {
    /// The root of the document.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, 0)
    }

    /// The text that it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Keys that stand again in their mapping, each after the same key before it. The last one
    /// counts, as in go-yaml.
    pub fn duplicates(&self) -> impl ExactSizeIterator<Item = [Node<'_>; 2]> {
        self.duplicates.iter().map(|pair| pair.map(|id| Node::new(self, id)))
    }

    /// Keys that are lists or mappings, which only other people's YAML may have.
    pub(crate) fn complex_keys(&self) -> impl Iterator<Item = Node<'_>> {
        self.complex_keys.iter().map(|&id| Node::new(self, id))
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
        let node = Node::new(self, Span::new(0, first).end);
        let parent = node.parent();
        if first == 0 || parent.is_sequence() {
            return Some(node.extent());
        }
        // The first key of a mapping begins where the mapping does, and is what is meant.
        let mapping = if node.is_mapping() { node } else { parent };
        let begun = |key: Node| (line.start..line.end).contains(&key.extent().start);
        let (key, value) = mapping.entries().find(|(key, _)| begun(*key))?;
        let end = value.extent().end.max(key.extent().end);
        Some(Span { start: key.extent().start, end })
    }

    /// Replaces the text of scalars: for each that `rewrite` answers, `Ok` is its new text and
    /// `Err` says that it is an unresolved template.
    pub(crate) fn rewrite(&mut self, rewrite: impl Fn(&str) -> Option<Result<String, ()>>) {
        for id in 0..self.nodes.len() {
            let Shape::Scalar { plain, meaning, decoded, text, .. } = self.nodes[id].shape else {
                continue;
            };
            let shape = match rewrite(self.scalar_text(decoded, text)) {
                None => continue,
                Some(Err(())) => Shape::Scalar { plain, meaning, decoded, template: true, text },
                Some(Ok(new)) => {
                    let start = self.decoded.len();
                    self.decoded.push_str(&new);
                    let text = Span::new(start, self.decoded.len());
                    let meaning = Meaning::of(&new, plain);
                    Shape::Scalar { plain, meaning, decoded: true, template: false, text }
                }
            };
            self.nodes[id].shape = shape;
        }
        for at in 0..self.pairs.len() {
            self.pairs[at].sign = Sign::of(self.key(self.pairs[at].key));
        }
    }

    /// A key, if it is a scalar. As bytes, in which no characters have to be told from one another.
    fn key(&self, id: u32) -> &[u8] {
        match self.nodes[id as usize].shape {
            Shape::Scalar { decoded: false, text, .. } => {
                &self.source.text().as_bytes()[text.range()]
            }
            Shape::Scalar { text, .. } => &self.decoded.as_bytes()[text.range()],
            _ => &[],
        }
    }

    fn scalar_text(&self, decoded: bool, text: Span) -> &str {
        let whole = if decoded { &self.decoded } else { self.source.text() };
        &whole[text.range()]
    }
}
