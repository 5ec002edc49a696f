//! Selecting by labels.

use super::{Object, monitor};
use crate::yaml::Node;

/// A label selector.
#[derive(Clone, Copy)]
pub(crate) enum Selector<'a> {
    /// With `matchLabels` and `matchExpressions`.
    Full(Node<'a>),
    /// Labels that must be equal, as in a Service.
    Labels(Node<'a>),
}

impl<'a> Selector<'a> {
    /// By which an object selects pods, if it is of a kind that does.
    pub(crate) fn of_pods(object: Object<'a>) -> Option<Self> {
        let spec = object.spec();
        Some(match (object.group(), object.kind) {
            // Knative has a kind of this name too.
            ("", "Service") => Self::Labels(spec.get("selector")),
            ("policy", "PodDisruptionBudget") => Self::Full(spec.get("selector")),
            ("networking.k8s.io", "NetworkPolicy") => Self::Full(spec.get("podSelector")),
            (_, kind) if monitor::OF_PODS.contains(&kind) => Self::Full(spec.get("selector")),
            _ => return None,
        })
    }

    /// What of it these labels do not meet: the values of other labels, and expressions.
    pub(crate) fn unmet(self, labels: Node<'a>) -> impl Iterator<Item = Node<'a>> {
        let expressions = match self {
            Self::Full(selector) => Some(selector.get("matchExpressions").items()),
            Self::Labels(_) => None,
        };
        let unequal = self.labels().entries().filter(move |(key, value)| {
            let label = labels.get(key.text().unwrap_or_default());
            label.str().is_none() || label.str() != value.str()
        });
        let unmet = move |wanted: &Node<'a>| !satisfied(*wanted, labels);
        let expressions = expressions.into_iter().flatten();
        unequal.map(|(_, value)| value).chain(expressions.filter(unmet))
    }

    /// The labels that must be equal.
    pub(super) fn labels(self) -> Node<'a> {
        match self {
            Self::Labels(wanted) => wanted,
            Self::Full(selector) => selector.get("matchLabels"),
        }
    }

    /// Whether it selects what has these labels. An empty selector selects everything, one that
    /// is missing selects nothing.
    pub(crate) fn matches(self, labels: Node<'a>) -> bool {
        match self {
            Self::Labels(wanted) => wanted.exists() && all_equal(wanted, labels),
            Self::Full(selector) => {
                selector.exists()
                    && all_equal(selector.get("matchLabels"), labels)
                    && selector
                        .get("matchExpressions")
                        .items()
                        .all(|wanted| satisfied(wanted, labels))
            }
        }
    }
}

fn all_equal(wanted: Node, labels: Node) -> bool {
    wanted.entries().all(|(key, value)| {
        key.text().is_some_and(|key| {
            labels.get(key).str().is_some() && labels.get(key).str() == value.str()
        })
    })
}

fn satisfied(wanted: Node, labels: Node) -> bool {
    let label = labels.get(wanted.get("key").text().unwrap_or_default());
    let listed = || wanted.get("values").items().any(|value| value.str() == label.str());
    match wanted.get("operator").text() {
        Some("In") => label.exists() && listed(),
        Some("NotIn") => !label.exists() || !listed(),
        Some("Exists") => label.exists(),
        Some("DoesNotExist") => !label.exists(),
        _ => false,
    }
}
