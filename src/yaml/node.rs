//! A place in a document, and how to get from one to the next.

mod place;

use std::sync::Arc;

use super::scalar::{self, Scalar};
use super::{Meaning, Pair, Raw, Shape, Sign, Tree, note_unresolved};
use crate::source::{Source, Span};

/// A place in a document: a value, or the place where one is missing.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree,
    /// The value, or the nearest ancestor that exists.
    id: u32,
    missing: bool,
}

impl<'a> Node<'a> {
    pub(super) fn new(tree: &'a Tree, id: u32) -> Self {
        Self { tree, id, missing: false }
    }

    /// The value under `key`, or a missing node placed here.
    #[must_use]
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "so that the compiler makes the sign of the key")]
    pub fn get(self, key: &str) -> Self {
        let key = key.as_bytes();
        let sign = Sign::of(key);
        let is_key = |pair: &&Pair| sign.is_same(pair.sign, || self.tree.key(pair.key) == key);
        self.pairs().iter().find(is_key).map_or(self.gone(), |pair| self.at(pair.value))
    }

    /// The value under a path of keys.
    #[must_use]
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as with `get`")]
    pub fn path<const N: usize>(self, keys: [&str; N]) -> Self {
        let mut node = self;
        for key in keys {
            node = node.get(key);
        }
        node
    }

    /// The value under a path that stands in a table.
    #[must_use]
    pub(crate) fn along(self, path: &[&str]) -> Self {
        path.iter().fold(self, |node, key| node.get(key))
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
        self.pairs().iter().map(move |pair| (self.at(pair.key), self.at(pair.value)))
    }

    /// The entries of a mapping with the signs of their keys: for walking through a whole document.
    pub(crate) fn fields(self) -> impl Iterator<Item = (Sign, Self, Self)> {
        self.pairs().iter().map(move |pair| (pair.sign, self.at(pair.key), self.at(pair.value)))
    }

    /// The bytes of a scalar, templates as they are written; nothing for anything else.
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.tree.key(self.id)
    }

    /// Whether there is something here. A written null is nothing, as in Kubernetes.
    pub fn exists(self) -> bool {
        !matches!(self.shape(), None | Some(Shape::Scalar { meaning: Meaning::Null, .. }))
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
        match self.meaning()? {
            Meaning::False => Some(false),
            Meaning::True => Some(true),
            _ => None,
        }
    }

    /// The value of an integer.
    pub fn int(self) -> Option<i64> {
        match self.number_value()? {
            Scalar::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn number(self) -> Option<f64> {
        match self.number_value()? {
            #[expect(clippy::cast_precision_loss, reason = "as JSON has it")]
            Scalar::Int(value) => Some(value as f64),
            Scalar::Float(value) => Some(value),
            _ => None,
        }
    }

    /// Whether this is a string to Kubernetes, and no number, boolean or null.
    pub fn is_text(self) -> bool {
        matches!(self.shape(), Some(Shape::Scalar { meaning: Meaning::Text, .. }))
    }

    /// Whether this value, or the value in which this would stand, is an unresolved template.
    pub fn is_template(self) -> bool {
        matches!(self.raw().shape, Shape::Scalar { template: true, .. })
    }

    /// The key under which this stands, or under which its nearest existing ancestor does.
    pub fn key(self) -> Option<Self> {
        let parent = self.at(self.raw().parent);
        let is_own = |pair: &&Pair| pair.value == self.id && pair.key != self.id;
        Some(self.at(parent.pairs().iter().find(is_own)?.key))
    }

    /// The value or list item in which this stands; the root for the root.
    #[must_use]
    pub fn parent(self) -> Self {
        if self.missing { self.at(self.id) } else { self.at(self.raw().parent) }
    }

    /// The root of the document in which this stands.
    #[must_use]
    pub(crate) fn document(self) -> Self {
        self.at(0)
    }

    /// Of the keys that stand again in their mapping, each after the same key before it, those in a
    /// part of the text that this stands in.
    pub(crate) fn duplicates_in(self, part: Span) -> impl Iterator<Item = [Self; 2]> {
        let tree = self.tree;
        let before = |byte: u32| {
            let start = |id: u32| tree.nodes[id as usize].span.start;
            tree.duplicates.partition_point(|[_, again]| start(*again) < byte)
        };
        let within = &tree.duplicates[before(part.start)..before(part.end)];
        within.iter().map(move |pair| pair.map(|id| self.at(id)))
    }

    /// Whether this is written in a collection, and not taken over by an alias or a merge key.
    pub(crate) fn is_in(self, collection: Self) -> bool {
        self.raw().parent == collection.id
    }

    /// Whether an alias makes this stand elsewhere, too: who changes it changes all of these.
    pub(crate) fn is_shared(self) -> bool {
        let mut id = self.id;
        while id != 0 && !self.tree.shared.contains(&id) {
            id = self.tree.nodes[id as usize].parent;
        }
        id != 0
    }

    /// Whether aliases refer to this, or to something in it.
    pub(crate) fn holds_shared(self) -> bool {
        let span = |id: u32| self.tree.nodes[id as usize].span;
        self.tree.shared.iter().any(|&id| self.extent().contains(span(id)))
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
            Some(Shape::Scalar { meaning, .. }) => match meaning {
                Meaning::Null => Value::Null,
                Meaning::False => false.into(),
                Meaning::True => true.into(),
                Meaning::Number => match scalar::resolve(self.raw_text()) {
                    Scalar::Int(value) => value.into(),
                    Scalar::Float(value) => value.into(),
                    _ => unreachable!("internal: it is a number"),
                },
                Meaning::Text => self.raw_text().into(),
            },
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
            Some(Shape::Scalar { meaning: Meaning::False, .. }) => "false".to_owned(),
            Some(Shape::Scalar { meaning: Meaning::True, .. }) => "true".to_owned(),
            _ => self.raw_text().to_owned(),
        }
    }

    /// What kind of a scalar this is, unless it is an unresolved template: then that is noted.
    fn meaning(self) -> Option<Meaning> {
        if self.is_template() {
            note_unresolved();
            return None;
        }
        match self.shape()? {
            Shape::Scalar { meaning, .. } => Some(meaning),
            _ => None,
        }
    }

    fn number_value(self) -> Option<Scalar> {
        (self.meaning()? == Meaning::Number).then(|| scalar::resolve(self.raw_text()))
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

    /// The entries of a mapping.
    fn pairs(self) -> &'a [Pair] {
        match self.shape() {
            Some(Shape::Mapping { pairs }) => &self.tree.pairs[pairs.range()],
            _ => &[],
        }
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
}
