//! Building a [`Tree`] from what a parser meets, in the order in which it stands.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Meaning, Pair, Raw, Shape, Sign, Tree};
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
            pairs: Vec::new(),
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
        let meaning = Meaning::of(text, plain);
        let shape = if verbatim {
            Shape::Scalar { plain, meaning, decoded: false, template, text: inner }
        } else {
            let start = self.tree.decoded.len();
            self.tree.decoded.push_str(text);
            let text = Span::new(start, self.tree.decoded.len());
            Shape::Scalar { plain, meaning, decoded: true, template, text }
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
        let empty = Span::default();
        let shape = if mapping {
            Shape::Mapping { pairs: empty }
        } else {
            Shape::Sequence { items: empty }
        };
        let id = self.push(span, shape);
        self.tree.complex_keys.extend(is_key.then_some(id));
        self.open.push(Open { id, mapping, anchor, first: self.pending.len(), expanded: 1 });
        Ok(())
    }

    /// Ends the innermost collection. `span` is that of its closing bracket, if it has one.
    pub(super) fn end(&mut self, span: Span) {
        let open = self.open.pop().expect("internal: collections end after they start");
        let children = &self.pending[open.first..];
        let last = children.iter().map(|&id| self.tree.nodes[id as usize].span.end).max();
        let shape = if open.mapping {
            Shape::Mapping { pairs: self.pairs(open.first) }
        } else {
            let first = self.tree.items.len();
            self.tree.items.extend(children);
            Shape::Sequence { items: Span::new(first, self.tree.items.len()) }
        };
        self.pending.truncate(open.first);
        let raw = &mut self.tree.nodes[open.id as usize];
        raw.shape = shape;
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

    /// The mapping of the pending keys and values from `first` on.
    fn pairs(&mut self, first: usize) -> Span {
        let start = self.tree.pairs.len();
        for pair in self.pending[first..].chunks_exact(2) {
            let sign = Sign::of(self.tree.key(pair[0]));
            self.tree.pairs.push(Pair { sign, key: pair[0], value: pair[1] });
        }
        self.note_duplicates(start);
        if self.has_merge {
            self.merge(start);
        }
        Span::new(start, self.tree.pairs.len())
    }

    fn key(&self, at: usize) -> &[u8] {
        self.tree.key(self.tree.pairs[at].key)
    }

    fn have_same_key(&self, one: usize, other: usize) -> bool {
        let [sign, of_other] = [one, other].map(|at| self.tree.pairs[at].sign);
        sign.is_same(of_other, || self.key(one) == self.key(other))
    }

    /// Looks for keys that the mapping whose pairs begin at `first` has twice, and drops all but
    /// the last of each.
    fn note_duplicates(&mut self, first: usize) {
        let all = first..self.tree.pairs.len();
        let mut twice = Vec::new();
        if all.len() <= 16 {
            for at in all {
                let earlier = (first..at).rev().find(|&other| self.have_same_key(other, at));
                twice.extend(earlier.map(|other| (other, at)));
            }
        } else {
            let mut seen = HashMap::new();
            for at in all {
                twice.extend(seen.insert(self.key(at), at).map(|other| (other, at)));
            }
        }
        twice.retain(|&(_, at)| !matches!(self.key(at), b"" | b"<<"));
        for &(earlier, again) in &twice {
            self.tree.duplicates.push([earlier, again].map(|at| self.tree.pairs[at].key));
        }
        twice.sort_unstable();
        for (earlier, _) in twice.into_iter().rev() {
            self.tree.pairs.remove(earlier);
        }
    }

    /// Replaces `<<` in the mapping whose pairs begin at `first` by what it brings in: keys that the
    /// mapping has not got itself, from earlier merged mappings before later ones.
    fn merge(&mut self, first: usize) {
        let mut merged = Vec::new();
        for at in (first..self.tree.pairs.len()).rev() {
            if self.key(at) != b"<<" {
                continue;
            }
            let value = self.tree.pairs[at].value;
            match self.tree.nodes[value as usize].shape {
                Shape::Mapping { .. } => merged.insert(0, value),
                Shape::Sequence { items } => {
                    merged.splice(0..0, self.tree.items[items.range()].iter().copied());
                }
                Shape::Scalar { .. } => continue,
            }
            self.tree.pairs.remove(at);
        }
        for mapping in merged {
            let Shape::Mapping { pairs } = self.tree.nodes[mapping as usize].shape else {
                continue;
            };
            for pair in pairs.range() {
                let is_own = |at| self.have_same_key(at, pair);
                if !(first..self.tree.pairs.len()).any(is_own) {
                    self.tree.pairs.push(self.tree.pairs[pair]);
                }
            }
        }
    }
}
