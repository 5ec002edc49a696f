//! Building a [`Tree`] from what a parser meets, in the order in which it stands.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Raw, Shape, Tree};
use crate::lang::Text;
use crate::source::{Problem, Source, Span};

/// Deeper documents are refused: nothing that people write comes near.
pub(super) const MAX_DEPTH: usize = 128;
/// Documents that aliases blow up past this many nodes are refused.
const MAX_EXPANDED: u64 = 1_000_000;

const TOO_DEEP: Text =
    Text { en: "nested deeper than {limit} levels", zh: "嵌套超过 {limit} 层" };
const TOO_LARGE: Text = Text {
    en: "aliases expand this document to more than {limit} nodes",
    zh: "别名将此文档展开到超过 {limit} 个节点",
};
const RECURSIVE: Text = Text {
    en: "this alias stands inside the value that it refers to",
    zh: "此别名位于它所引用的值内部",
};

const TEMPLATE_KEY: Text = Text {
    en: "a template that was not rendered; quote it, or check rendered output, such as that of `helm template`",
    zh: "未渲染的模板；请加引号，或检查渲染后的输出（例如 `helm template` 的输出）",
};

pub(super) fn too_deep(span: Span) -> Problem {
    Problem::new(span, TOO_DEEP.with([("limit", &MAX_DEPTH)]))
}

/// A document under construction.
pub(super) struct Builder {
    tree: Tree,
    /// Whether the text has template syntax anywhere; if not, no scalar is searched for it.
    templated: bool,
    open: Vec<Open>,
    /// The children so far of all open collections, innermost last.
    pending: Vec<u32>,
    anchors: HashMap<usize, (u32, u64)>,
    has_merge: bool,
}

/// A collection whose end has not come yet.
struct Open {
    id: u32,
    mapping: bool,
    anchor: usize,
    /// Where its children begin in [`Builder::pending`].
    first: usize,
    /// Its size with all aliases expanded.
    expanded: u64,
}

/// A scalar as a parser gives it.
pub(super) struct Written<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) plain: bool,
    /// The parser's number of the anchor, 0 without one.
    pub(super) anchor: usize,
}

impl Builder {
    pub(super) fn new(source: &Arc<Source>, templated: bool) -> Self {
        let tree = Tree {
            source: Arc::clone(source),
            nodes: Vec::new(),
            items: Vec::new(),
            decoded: String::new(),
            duplicates: Vec::new(),
            complex_keys: Vec::new(),
            shared: Vec::new(),
        };
        let (open, pending, anchors) = (Vec::new(), Vec::new(), HashMap::new());
        Self { tree, templated, open, pending, anchors, has_merge: false }
    }

    pub(super) fn scalar(&mut self, written: &Written) {
        let Written { text, span, plain, anchor } = *written;
        let template = self.templated && (text.contains("{{") || text.contains("${"));
        let source = self.tree.source.text().as_bytes();
        let inner =
            if plain { span } else { Span { start: span.start + 1, end: span.end.max(1) - 1 } };
        let verbatim = source.get(inner.range()) == Some(text.as_bytes());
        let shape = if verbatim {
            Shape::Scalar { plain, decoded: false, template, text: inner }
        } else {
            let start = self.tree.decoded.len();
            self.tree.decoded.push_str(text);
            let text = Span::new(start, self.tree.decoded.len());
            Shape::Scalar { plain, decoded: true, template, text }
        };
        self.has_merge |= plain && text == "<<";
        let id = self.push(span, shape);
        if anchor != 0 {
            self.anchors.insert(anchor, (id, 1));
        }
        self.child(id, 1);
    }

    pub(super) fn start(
        &mut self,
        mapping: bool,
        anchor: usize,
        span: Span,
    ) -> Result<(), Problem> {
        if self.open.len() == MAX_DEPTH {
            return Err(too_deep(span));
        }
        // `a: {{ b }}` is, to YAML, a mapping whose key is a mapping.
        let is_key = self.at_key();
        if is_key && self.tree.source.text()[..span.start as usize].ends_with('{') {
            return Err(Problem::new(span, TEMPLATE_KEY));
        }
        let items = Span::default();
        let shape = if mapping { Shape::Mapping { items } } else { Shape::Sequence { items } };
        let id = self.push(span, shape);
        self.tree.complex_keys.extend(is_key.then_some(id));
        self.open.push(Open { id, mapping, anchor, first: self.pending.len(), expanded: 1 });
        Ok(())
    }

    /// Ends the innermost collection. `span` is that of its closing bracket, if it has one.
    pub(super) fn end(&mut self, span: Span) {
        let open = self.open.pop().expect("internal: collections end after they start");
        let first = self.tree.items.len();
        self.tree.items.extend(self.pending.drain(open.first..));
        if open.mapping {
            self.note_duplicates(first);
            if self.has_merge {
                self.merge(first);
            }
        }
        let items = Span::new(first, self.tree.items.len());
        let last =
            self.tree.items[first..].iter().map(|&id| self.tree.nodes[id as usize].span.end).max();
        let raw = &mut self.tree.nodes[open.id as usize];
        raw.shape = if open.mapping { Shape::Mapping { items } } else { Shape::Sequence { items } };
        // A block collection ends with its last child, not with the comments after that.
        let end = if span.start < span.end { span.end } else { last.unwrap_or(span.end) };
        raw.span.end = end.max(raw.span.start);
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, (open.id, open.expanded));
        }
        self.child(open.id, open.expanded);
    }

    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Problem> {
        let Some(&(id, expanded)) = self.anchors.get(&anchor) else {
            return Err(Problem::new(span, RECURSIVE));
        };
        self.tree.shared.push(id);
        self.child(id, expanded);
        match self.open.last() {
            Some(open) if open.expanded > MAX_EXPANDED => {
                Err(Problem::new(span, TOO_LARGE.with([("limit", &MAX_EXPANDED)])))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Tree {
        // Mappings end from the inside out.
        self.tree.duplicates.sort_unstable_by_key(|[_, again]| *again);
        self.tree
    }

    /// Whether the next node is the key of a pair.
    fn at_key(&self) -> bool {
        let Some(open) = self.open.last() else { return false };
        open.mapping && (self.pending.len() - open.first).is_multiple_of(2)
    }

    fn push(&mut self, span: Span, shape: Shape) -> u32 {
        let id = Span::new(0, self.tree.nodes.len()).end;
        let parent = self.open.last().map_or(0, |open| open.id);
        self.tree.nodes.push(Raw { span, parent, shape });
        id
    }

    fn child(&mut self, id: u32, expanded: u64) {
        let Some(open) = self.open.last_mut() else { return };
        open.expanded = open.expanded.saturating_add(expanded);
        self.pending.push(id);
    }

    fn key(&self, at: usize) -> &str {
        match self.tree.nodes[self.tree.items[at] as usize].shape {
            Shape::Scalar { decoded, text, .. } => self.tree.scalar_text(decoded, text),
            _ => "",
        }
    }

    /// Looks for keys that the mapping whose pairs begin at `first` has twice, and drops all but
    /// the last of each.
    fn note_duplicates(&mut self, first: usize) {
        let keys: Vec<usize> = (first..self.tree.items.len()).step_by(2).collect();
        let mut twice = Vec::new();
        if keys.len() <= 16 {
            for (n, &key) in keys.iter().enumerate() {
                let mut before = keys[..n].iter().rev();
                let earlier = before.find(|&&other| self.key(other) == self.key(key));
                twice.extend(earlier.map(|&other| (other, key)));
            }
        } else {
            let mut seen = HashMap::new();
            for &key in &keys {
                twice.extend(seen.insert(self.key(key), key).map(|other| (other, key)));
            }
        }
        twice.retain(|&(_, key)| !matches!(self.key(key), "" | "<<"));
        for &(earlier, key) in &twice {
            self.tree.duplicates.push([earlier, key].map(|at| self.tree.items[at]));
        }
        twice.sort_unstable();
        for (earlier, _) in twice.into_iter().rev() {
            self.tree.items.drain(earlier..earlier + 2);
        }
    }

    /// Replaces `<<` in the mapping whose pairs begin at `first` by what it brings in: keys that the
    /// mapping has not got itself, from earlier merged mappings before later ones.
    fn merge(&mut self, first: usize) {
        let mut merged = Vec::new();
        for at in (first..self.tree.items.len()).step_by(2).rev() {
            if self.key(at) != "<<" {
                continue;
            }
            let value = self.tree.items[at + 1];
            match self.tree.nodes[value as usize].shape {
                Shape::Mapping { .. } => merged.insert(0, value),
                Shape::Sequence { items } => {
                    merged.splice(0..0, self.tree.items[items.range()].iter().copied());
                }
                Shape::Scalar { .. } => continue,
            }
            self.tree.items.drain(at..at + 2);
        }
        for mapping in merged {
            let Shape::Mapping { items } = self.tree.nodes[mapping as usize].shape else {
                continue;
            };
            for pair in items.range().step_by(2) {
                let own = (first..self.tree.items.len()).step_by(2);
                if !own.into_iter().any(|at| self.key(at) == self.key(pair)) {
                    self.tree.items.extend_from_within(pair..pair + 2);
                }
            }
        }
    }
}
