//! Selecting by labels.

use std::fmt;

use super::{Object, monitor};
use crate::yaml::{Node, note_unresolved};

/// A key and its value.
pub(super) type Label<'a> = (&'a str, &'a str);

/// A label selector.
#[derive(Clone, Copy)]
pub(crate) enum Selector<'a> {
    /// With `matchLabels` and `matchExpressions`.
    Full(Node<'a>),
    /// Labels that must be equal, as in a Service.
    Labels(Node<'a>),
    /// Everything, because it is left out here.
    All(Node<'a>),
}

/// Labels of which what is selected has one.
pub(super) struct Clause<'a> {
    pub(super) key: &'a str,
    pub(super) labels: Vec<Label<'a>>,
}

/// One thing that a selector asks for.
#[derive(Clone, Copy)]
pub(crate) enum Requirement<'a> {
    /// A label: its key and its value.
    Label(Node<'a>, Node<'a>),
    /// An item of `matchExpressions`.
    Expression(Node<'a>),
}

impl<'a> Selector<'a> {
    /// By which an object selects pods, if it is of a kind that does.
    pub(crate) fn of_pods(object: Object<'a>) -> Option<Self> {
        let field = |name| object.spec().get(name);
        Some(match (object.group(), object.kind) {
            // Knative has a kind of this name too.
            ("", "Service") => Self::Labels(field("selector")),
            ("policy", "PodDisruptionBudget") => Self::Full(field("selector")),
            ("networking.k8s.io", "NetworkPolicy") => Self::full_or_all(field("podSelector")),
            (_, kind) if monitor::OF_PODS.contains(&kind) => Self::full_or_all(field("selector")),
            _ => return None,
        })
    }

    /// By which an object selects Services, if it is of a kind that does.
    pub(crate) fn of_services(object: Object<'a>) -> Option<Self> {
        let is_one = monitor::OF_SERVICES.contains(&object.kind);
        is_one.then(|| Self::full_or_all(object.spec().get("selector")))
    }

    /// To a `NetworkPolicy` or a monitor, a selector that is left out is an empty one.
    fn full_or_all(node: Node<'a>) -> Self {
        if node.exists() { Self::Full(node) } else { Self::All(node) }
    }

    /// Where it stands.
    pub(crate) fn node(self) -> Node<'a> {
        match self {
            Self::Full(node) | Self::Labels(node) | Self::All(node) => node,
        }
    }

    /// Whether it selects nothing, whatever there is: an empty selector of the full form selects
    /// everything, one that is missing nothing.
    pub(crate) fn is_nothing(self) -> bool {
        match self {
            Self::Full(selector) => !selector.exists(),
            Self::Labels(labels) => !labels.is_template() && labels.entries().next().is_none(),
            Self::All(_) => false,
        }
    }

    /// All that it asks for.
    pub(crate) fn requirements(self) -> impl Iterator<Item = Requirement<'a>> {
        let labels = self.labels().entries();
        let labels = labels.map(|(key, value)| Requirement::Label(key, value));
        labels.chain(self.expressions().items().map(Requirement::Expression))
    }

    /// What it asks for of which is known which labels have it.
    pub(super) fn clauses(self) -> impl Iterator<Item = Clause<'a>> {
        self.requirements().filter_map(Requirement::clause)
    }

    /// Whether it selects what has these labels.
    pub(crate) fn matches(self, labels: Node<'a>) -> bool {
        let parts = [self.node(), self.labels(), self.expressions()];
        !self.is_nothing()
            && parts.into_iter().all(is_resolved)
            && self.requirements().all(|wanted| wanted.is_met_by(labels))
    }

    /// What of it these labels do not meet: the values of other labels, and expressions.
    pub(crate) fn unmet(self, labels: Node<'a>) -> impl Iterator<Item = Node<'a>> {
        let unmet = self.requirements().filter(move |wanted| !wanted.is_met_by(labels));
        unmet.map(|wanted| match wanted {
            Requirement::Label(_, value) => value,
            Requirement::Expression(expression) => expression,
        })
    }

    fn labels(self) -> Node<'a> {
        match self {
            Self::Labels(wanted) => wanted,
            Self::Full(selector) | Self::All(selector) => selector.get("matchLabels"),
        }
    }

    fn expressions(self) -> Node<'a> {
        match self {
            Self::Labels(wanted) => wanted.gone(),
            Self::Full(selector) | Self::All(selector) => selector.get("matchExpressions"),
        }
    }
}

impl<'a> Requirement<'a> {
    /// The key of the label that it is about.
    pub(crate) fn key(self) -> &'a str {
        match self {
            Self::Label(key, _) => key.text().unwrap_or_default(),
            Self::Expression(wanted) => wanted.get("key").text().unwrap_or_default(),
        }
    }

    /// Where it stands.
    pub(crate) fn place(self) -> Node<'a> {
        match self {
            Self::Label(_, value) => value,
            Self::Expression(wanted) => wanted.get("key"),
        }
    }

    /// The values of which one must be there, if it names any.
    pub(super) fn values(self) -> Vec<&'a str> {
        match self {
            Self::Label(_, value) => value.text().into_iter().collect(),
            Self::Expression(wanted) => {
                wanted.get("values").items().filter_map(Node::text).collect()
            }
        }
    }

    /// Whether it wants a label to be there, and not to be absent or something else.
    pub(crate) fn is_positive(self) -> bool {
        match self {
            Self::Label(..) => true,
            Self::Expression(wanted) => {
                matches!(wanted.get("operator").text(), Some("In" | "Exists"))
            }
        }
    }

    /// Whether labels are as it asks.
    pub(crate) fn is_met_by(self, labels: Node<'a>) -> bool {
        let label = labels.get(self.key());
        if !label.exists() && labels.entries().any(|(key, _)| key.is_template()) {
            note_unresolved();
        }
        match self {
            Self::Label(key, value) => {
                key.str().and(label.str()).is_some() && label.str() == value.str()
            }
            Self::Expression(wanted) => {
                let mut values = wanted.get("values").items();
                let mut listed =
                    || label.str().is_some_and(|is| values.any(|v| v.str() == Some(is)));
                match wanted.get("operator").text() {
                    Some("In") => label.exists() && listed(),
                    Some("NotIn") => !label.exists() || !listed(),
                    Some("Exists") => label.exists(),
                    Some("DoesNotExist") => !label.exists(),
                    _ => false,
                }
            }
        }
    }

    fn clause(self) -> Option<Clause<'a>> {
        let key = self.key();
        let values: Vec<_> = match self {
            Self::Label(key, _) if key.is_template() => return None,
            Self::Label(_, value) => vec![value],
            Self::Expression(wanted) if wanted.get("operator").text() == Some("In") => {
                wanted.get("values").items().collect()
            }
            Self::Expression(_) => return None,
        };
        let label = |value: Node<'a>| Some((key, value.text().filter(|_| !value.is_template())?));
        let labels: Option<Vec<_>> = values.into_iter().map(label).collect();
        Some(Clause { key, labels: labels? })
    }
}

/// As one would say it: `app: web`, `app in (web, api)`.
impl fmt::Display for Requirement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |node: Node| node.text().unwrap_or_default().to_owned();
        match self {
            Self::Label(key, value) => write!(f, "{}: {}", text(*key), text(*value)),
            Self::Expression(wanted) => {
                let values: Vec<_> = wanted.get("values").items().map(text).collect();
                write!(f, "{} {}", self.key(), text(wanted.get("operator")))?;
                if values.is_empty() { Ok(()) } else { write!(f, " [{}]", values.join(", ")) }
            }
        }
    }
}

/// Whether this is no template, of which nobody knows what it asks for.
fn is_resolved(node: Node) -> bool {
    if node.is_template() {
        note_unresolved();
    }
    !node.is_template()
}
