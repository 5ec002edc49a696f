//! Which template each document of a rendered text comes from.

use std::sync::Arc;

use super::Chart;
use crate::source::{Source, Span};

/// What Helm writes above each document that it renders.
const COMMENT: &str = "# Source: ";

/// The documents of a rendered text with their templates, and the charts that these belong to.
/// Empty for all other texts.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    rendered: Vec<Rendered>,
    charts: Vec<Arc<Chart>>,
    set: Option<ValueSet>,
}

/// One of several sets of values with which a chart was rendered.
#[derive(Clone, Debug)]
pub(crate) struct ValueSet {
    /// Its file, as reports show it.
    pub(crate) name: String,
    /// How many sets there are.
    pub(crate) of: usize,
}

/// A document that Helm rendered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rendered {
    /// All of it.
    pub(super) document: Span,
    /// Where the name of its template stands.
    pub(super) template: Span,
}

impl Origins {
    /// Reads the comments that name templates.
    pub(crate) fn of(source: &Source) -> Self {
        let text = source.text();
        if memchr::memmem::find(text.as_bytes(), COMMENT.as_bytes()).is_none() {
            return Self::default();
        }
        let breaks = memchr::memmem::find_iter(text.as_bytes(), b"\n---").map(|at| at + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(breaks).collect();
        let ends = starts[1..].iter().copied().chain([text.len()]);
        let rendered = starts.iter().zip(ends).filter_map(|(&start, end)| {
            let document = Span::new(start, end);
            Some(Rendered { document, template: template(source, document)? })
        });
        Self { rendered: rendered.collect(), charts: Vec::new(), set: None }
    }

    /// Adds a chart whose templates may be named.
    pub(crate) fn add(&mut self, chart: &Arc<Chart>) {
        self.charts.push(Arc::clone(chart));
    }

    /// Says with which of several sets of values the text was rendered.
    pub(crate) fn rendered_with(&mut self, set: ValueSet) {
        self.set = Some(set);
    }

    /// The set of values, if there were several.
    pub(super) fn set(&self) -> Option<&ValueSet> {
        self.set.as_ref()
    }

    /// The names of charts that are not added yet, each once.
    pub(super) fn missing_charts(&self, source: &Source) -> Vec<String> {
        let names = self.rendered.iter().map(|rendered| chart_of(source.slice(rendered.template)));
        let mut names: Vec<_> =
            names.filter(|name| self.chart(name).is_none()).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rendered.is_empty()
    }

    /// The rendered document around a place.
    pub(super) fn around(&self, span: Span) -> Option<Rendered> {
        let next = self.rendered.partition_point(|other| other.document.start <= span.start);
        self.rendered[..next].last().copied().filter(|found| span.start < found.document.end)
    }

    /// The chart that a template belongs to.
    pub(super) fn chart_with(&self, template: &str) -> Option<&Arc<Chart>> {
        self.chart(chart_of(template))
    }

    fn chart(&self, name: &str) -> Option<&Arc<Chart>> {
        self.charts.iter().find(|chart| chart.name == name)
    }
}

fn chart_of(template: &str) -> &str {
    template.split('/').next().unwrap_or_default()
}

/// Whether Helm rendered the document that begins at a place.
pub(crate) fn is_rendered(source: &Source, start: u32) -> bool {
    let before = &source.text().as_bytes()[..start as usize];
    let first = memchr::memmem::rfind(before, b"\n---").map_or(0, |at| at + 1);
    template(source, Span::new(first, before.len())).is_some()
}

/// The name of the template in the comment that begins a document. Other people write `# Source:`
/// too, but not with such a path.
fn template(source: &Source, document: Span) -> Option<Span> {
    let text = source.slice(document);
    let first = text.split_inclusive('\n').next().filter(|line| line.starts_with("---"));
    let skipped = first.map_or(0, str::len);
    let name = text[skipped..].lines().next()?.strip_prefix(COMMENT)?.trim_end();
    let is_template = !name.contains(char::is_whitespace)
        && ["/templates/", "/crds/"].iter().any(|folder| name.contains(folder))
        && !name.contains("://");
    let start = document.start as usize + skipped + COMMENT.len();
    is_template.then(|| Span::new(start, start + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_the_template_of_their_document() {
        let text = "---\n# Source: a/templates/x.yaml\nkind: A\n---\nkind: B\n---\r\n\
                    # Source: a/charts/b/templates/y.yaml\r\nkind: C\n---\n\
                    # Source: https://example.com/templates/z.yaml\nkind: D\n--- # Source: E\nkind: E\n";
        let source = Source::new("x", text);
        let origins = Origins::of(&source);
        for (kind, expected, reason) in [
            ("A", Some("a/templates/x.yaml"), "the first document"),
            ("B", None, "a document without a comment"),
            ("C", Some("a/charts/b/templates/y.yaml"), "a sub-chart; CRLF"),
            ("D", None, "somebody else's comment"),
            ("E", None, "not on a line of its own"),
        ] {
            let at = text.find(&format!("kind: {kind}")).expect("kind");
            let found = origins.around(Span::new(at, at + 4));
            assert_eq!(found.map(|found| source.slice(found.template)), expected, "{reason}");
            assert_eq!(is_rendered(&source, Span::new(0, at).end), expected.is_some(), "{reason}");
        }
        assert_eq!(origins.missing_charts(&source), ["a"]);
        assert!(Origins::of(&Source::new("x", "kind: A\n")).is_empty());
    }
}
