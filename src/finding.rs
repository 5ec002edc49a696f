//! Findings: which rule is broken, where, and in which words.

use std::fmt::{self, Display};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::fix::Edit;
use crate::lang::{Lang, Message, Text};
use crate::rule::{Rule, Severity};
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
    /// Whether the text here must not be shown: it is a password, a token or a key.
    pub secret: bool,
    /// Whether the value here is an unresolved template.
    pub(crate) unresolved: bool,
    /// Whether there is no value, and this is the nearest place to where it would be.
    pub(crate) missing: bool,
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
    /// The place of a part of a scalar, such as one command of a script, in which no template is.
    pub(crate) fn part(node: Node, part: &str) -> Self {
        Self { span: node.span_of(part), unresolved: false, ..node.into() }
    }

    /// The place of a part of a scalar that must not be shown. Where it cannot be told from an equal
    /// part, the whole scalar must not be.
    pub(crate) fn secret(node: Node, part: &str) -> Self {
        let all = |text: &str| text.matches(part).count();
        let whole = node.extent();
        let written = node.source().slice(whole);
        let exact = node.text().is_some_and(|text| all(text) == all(written));
        let span = if exact {
            node.span_of(part)
        } else {
            // A block scalar has the indentation of what follows in it.
            let start = whole.start as usize;
            Span::new(start, start + written.trim_end().len())
        };
        Self { span, secret: true, ..node.into() }
    }

    /// Whether another place is the same.
    pub(crate) fn is_at(&self, other: &Self) -> bool {
        self.span == other.span && Arc::ptr_eq(&self.source, &other.source)
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
            secret: false,
            unresolved: node.is_template(),
            missing: !node.exists(),
        }
    }
}

/// A place that belongs to a finding, with its own few words.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What it is.
    pub message: Message,
}

/// What tells findings from one another, in this run and in later ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fingerprint {
    /// Made of what does not change when text moves.
    pub hash: u64,
    /// Which one it is of those with the same hash.
    pub count: usize,
}

impl Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{:016x}:{}", self.hash, self.count)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One place where one rule is broken.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// The unit that it was found in, as reports name it.
    pub unit: String,
    /// Where.
    pub place: Place,
    /// Places that belong to it.
    pub related: Vec<Related>,
    /// The edits that mend it, where there is exactly one right way; all of them or none.
    pub fix: Vec<Edit>,
    /// The same as long as the fault is, whatever moves around it: made from the rule, the file, the
    /// unit and the path, never from line numbers. Set when the run is complete.
    pub fingerprint: Fingerprint,
    message: Message,
}

impl Finding {
    pub(crate) fn new(
        rule: &'static Rule,
        severity: Severity,
        message: Message,
        place: Place,
    ) -> Self {
        let (unit, related, fix, fingerprint) = Default::default();
        Self { rule, severity, unit, place, related, fix, fingerprint, message }
    }

    /// What is wrong here.
    pub fn message(&self, lang: Lang) -> String {
        self.message.say(lang)
    }

    /// What to do about it.
    pub fn remediation(&self, lang: Lang) -> String {
        self.message.say_also(self.rule.remediation, lang)
    }

    /// Another text with the values of its message.
    pub(crate) fn with_text(&self, text: Text) -> Message {
        self.message.with_text(text)
    }
}

/// The same fault is the same rule at the same place, in the same words where nothing is there: one
/// value that is reached twice through a YAML alias has its faults once.
impl PartialEq for Finding {
    fn eq(&self, other: &Self) -> bool {
        self.rule.code == other.rule.code
            && self.place.is_at(&other.place)
            && (self.message == other.message
                || (!self.place.missing && self.message.is_like(&other.message)))
    }
}
