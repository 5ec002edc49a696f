//! Where a node stands: in the text, and by names.

use super::Node;
use crate::source::Span;

impl Node<'_> {
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
        let mut path = String::with_capacity(64);
        self.at(self.id).write_path(&mut path);
        path
    }

    fn write_path(self, path: &mut String) {
        if self.id == 0 {
            return;
        }
        let parent = self.at(self.raw().parent);
        parent.write_path(path);
        // A key goes by its own name, as its value does.
        if let Some(key) = self.key().or_else(|| parent.is_mapping().then_some(self)) {
            if !path.is_empty() {
                path.push('.');
            }
            return path.push_str(key.raw_text());
        }
        path.push('[');
        if let Some(name) = self.get("name").raw_scalar() {
            path.push_str(name);
        } else {
            let index = parent.items().position(|item| item.id == self.id);
            path.push_str(&index.unwrap_or_default().to_string());
        }
        path.push(']');
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
        let first = here.pairs().first().map(|pair| pair.key);
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
