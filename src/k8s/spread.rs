//! What keeps the copies of a pod on different nodes: anti-affinity and topology spread constraints.

use super::{Pod, Selector, Workload};
use crate::yaml::Node;

impl<'a> Pod<'a> {
    /// The terms of its anti-affinity, and its topology spread constraints.
    pub(crate) fn spread_terms(&self) -> Vec<Node<'a>> {
        let affinity = self.spec().path(["affinity", "podAntiAffinity"]);
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

    /// Whether all its copies are on the same node: on one that is named, or where the others are.
    pub(crate) fn is_on_one_node(&self) -> bool {
        let spec = self.spec();
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        let is_name = |key: Node| key.text() == Some(HOSTNAME);
        let of_node = spec.path(["affinity", "nodeAffinity", required, "nodeSelectorTerms"]);
        let mut expressions = of_node.items().flat_map(|term| term.get("matchExpressions").items());
        let mut together = spec.path(["affinity", "podAffinity", required]).items();
        spec.get("nodeName").exists()
            || spec.get("nodeSelector").get(HOSTNAME).exists()
            || expressions
                .any(|it| is_name(it.get("key")) && it.get("operator").text() == Some("In"))
            || together.any(|term| is_name(term.get("topologyKey")) && self.is_counted_by(term))
    }
}

/// The label of a node that is its name.
const HOSTNAME: &str = "kubernetes.io/hostname";

impl Workload<'_> {
    /// How many copies of its pod it may have with nothing to keep them apart; nothing if there is
    /// only one, or something does.
    pub(crate) fn crowd(&self) -> Option<i64> {
        let pod = self.pods.first().filter(|_| self.is_replicated())?;
        let (count, _) = self.most_replicas().filter(|(count, _)| *count > 1)?;
        let is_parted = pod.spread_terms().into_iter().any(|term| pod.is_counted_by(term));
        (!is_parted).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use crate::k8s::testing::with_workload;

    #[test]
    fn copies_are_bound_to_one_node_by_its_name_or_by_each_other() {
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        let term = "{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: a}}}";
        let zone =
            "{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: a}}}";
        let other = "{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: b}}}";
        let name = "{nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In}]}]}";
        for (settings, expected, reason) in [
            (String::new(), false, "nothing is written"),
            ("nodeName: n".to_owned(), true, "the scheduler is not asked"),
            ("nodeSelector: {kubernetes.io/hostname: n}".to_owned(), true, "by the label"),
            ("nodeSelector: {disk: fast}".to_owned(), false, "several nodes may have it"),
            (format!("affinity: {{nodeAffinity: {{{required}: {name}}}}}"), true, "by affinity"),
            (format!("affinity: {{podAffinity: {{{required}: [{term}]}}}}"), true, "together"),
            (
                format!("affinity: {{podAffinity: {{{required}: [{zone}]}}}}"),
                false,
                "a wider place",
            ),
            (format!("affinity: {{podAffinity: {{{required}: [{other}]}}}}"), false, "with others"),
        ] {
            let rest = format!(
                "spec: {{template: {{metadata: {{labels: {{app: a}}}}, spec: {{containers: [{{name: a}}], {settings}}}}}}}"
            );
            let found = with_workload("apps/v1/Deployment", &rest, |of| {
                of.expect("pods").pods[0].is_on_one_node()
            });
            assert_eq!(found, expected, "{settings}: {reason}");
        }
    }
}
