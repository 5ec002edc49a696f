//! What keeps the copies of a pod on different nodes: anti-affinity and topology spread constraints.

use super::{Pod, Selector, Workload};
use crate::yaml::Node;

impl<'a> Pod<'a> {
    /// The terms of its anti-affinity, and its topology spread constraints.
    pub(crate) fn spread_terms(&self) -> Vec<Node<'a>> {
        let affinity = self.spec().path(&["affinity", "podAntiAffinity"]);
        let required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution").items();
        let preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution").items();
        let preferred = preferred.map(|term| term.get("podAffinityTerm"));
        required
            .chain(preferred)
            .chain(self.spec().get("topologySpreadConstraints").items())
            .collect()
    }

    /// Whether such a term is about the pod's own copies.
    pub(crate) fn is_counted_by(&self, term: Node<'a>) -> bool {
        let namespace = self.object.namespace();
        let mut elsewhere = term.get("namespaces").items().map(Node::text).peekable();
        let here = elsewhere.peek().is_none()
            || namespace.is_none()
            || term.get("namespaceSelector").exists()
            || elsewhere.any(|name| name == namespace);
        // Copies have the same labels: what must differ in one of them are others.
        let differing = term.get("mismatchLabelKeys").items().filter_map(Node::text);
        let others = differing.into_iter().any(|key| self.labels().get(key).exists());
        here && !others && Selector::Full(term.get("labelSelector")).matches(self.labels())
    }
}

impl Workload<'_> {
    /// How many copies of its pod it may have with nothing to keep them apart; nothing if there is
    /// only one, or something does.
    pub(crate) fn crowd(&self) -> Option<i64> {
        let pod = self.pods.first().filter(|_| self.is_replicated())?;
        let count = self.most_replicas().filter(|count| *count > 1)?;
        let is_parted = pod.spread_terms().into_iter().any(|term| pod.is_counted_by(term));
        (!is_parted).then_some(count)
    }
}
