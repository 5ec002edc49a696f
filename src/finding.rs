//! Findings: which rule is broken, where, and in which words.

use std::sync::Arc;

use crate::lang::{Args, Lang, Text};
use crate::rule::Rule;
use crate::source::{Position, Source, Span};
use crate::yaml::Node;

/// A place that a finding points at.
#[derive(Clone, Debug)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// The narrowest part of it.
    pub span: Span,
    /// Where that is by names and not by lines: `spec.replicas`, `stage:build/RUN[2]`.
    pub path: String,
    /// The template that this was rendered from, if it was.
    pub origin: Option<Origin>,
    /// Whether the value here is an unresolved template.
    pub(crate) unresolved: bool,
}

/// Where text that Helm rendered comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin {
    /// The template, as Helm names it: `chart/templates/deployment.yaml`.
    pub template: String,
    /// Whether the place is in the rendered text, or only near the line of the template that made it.
    pub approximate: bool,
}

impl Place {
    /// The place of a part of a scalar, such as one command of a script.
    pub(crate) fn part(node: Node, part: &str) -> Self {
        Self { span: node.span_of(part), ..node.into() }
    }

    /// The place of a range of a scalar's text, where the same words may stand several times. It is
    /// for the caller to know that no template stands in that range.
    pub(crate) fn range(node: Node, range: std::ops::Range<usize>) -> Self {
        Self { span: node.span_of_range(range), unresolved: false, ..node.into() }
    }

    /// Where it starts.
    pub fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// Where it ends.
    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }
}

impl From<Node<'_>> for Place {
    fn from(node: Node) -> Self {
        Self {
            source: Arc::clone(node.source()),
            span: node.span(),
            path: node.path_text(),
            origin: None,
            unresolved: node.is_template(),
        }
    }
}

/// A place that belongs to a finding, with its own few words.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What it is.
    pub text: Text,
}

/// One place where one rule is broken.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// Places that belong to it.
    pub related: Vec<Related>,
    /// The same as long as the fault is, whatever moves around it: made from the rule, the file, the
    /// unit and the path, never from line numbers. Set when the run is complete.
    pub fingerprint: String,
    message: Text,
    args: Args,
}

impl Finding {
    pub(crate) fn new(rule: &'static Rule, message: Text, args: Args, place: Place) -> Self {
        Self { rule, place, related: Vec::new(), fingerprint: String::new(), message, args }
    }

    /// What is wrong here.
    pub fn message(&self, lang: Lang) -> String {
        self.args.fill(self.message.get(lang))
    }

    /// What to do about it.
    pub fn remediation(&self, lang: Lang) -> String {
        self.args.fill(self.rule.remediation.get(lang))
    }

    /// The words that belong to a related place.
    pub fn related_text(&self, related: &Related, lang: Lang) -> String {
        self.args.fill(related.text.get(lang))
    }
}

/// The same fault is the same rule at the same place in the same words: one that is reached twice
/// through a YAML alias is one.
impl PartialEq for Finding {
    fn eq(&self, other: &Self) -> bool {
        self.rule.code == other.rule.code
            && self.place.span == other.place.span
            && Arc::ptr_eq(&self.place.source, &other.place.source)
            && self.message == other.message
            && self.args == other.args
    }
}
