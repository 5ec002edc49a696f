use crate::k8s::{Pod, Selector, Workload};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(pod) = workload.pods.first().filter(|_| workload.is_replicated()) else {
        return hits.skip();
    };
    let replicas = workload.replicas();
    let scaled = workload.scale().map(|[_, most]| most);
    let most = scaled.as_ref().and_then(|most| most.count);
    let count = replicas.int().max(most);
    let Some(count) = count.filter(|count| *count > 1) else { return };

    let spec = pod.spec();
    let affinity = spec.path(&["affinity", "podAntiAffinity"]);
    let spread = spec.get("topologySpreadConstraints");
    if affinity.is_template() || spread.is_template() {
        return hits.unknown();
    }
    let terms: Vec<Node> = anti_affinity_terms(affinity).chain(spread.items()).collect();
    if terms.iter().any(|term| selects_own_pods(*term, pod)) || hits.met_template() {
        return;
    }
    let is_written = replicas.int().is_some_and(|count| count > 1);
    let place = if is_written { replicas } else { affinity };
    let (case, term) = terms.first().map_or(("none", None), |term| ("foreign", Some(*term)));
    let mut beside = hits.case(case, place, [("name", &workload.object.name()), ("count", &count)]);
    if let Some(term) = term {
        beside = beside.related("selector", term.get("labelSelector"));
    }
    if let Some(most) = scaled {
        beside.related("maximum", most.place);
    }
}

fn anti_affinity_terms(affinity: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution");
    let preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution");
    required.items().chain(preferred.items().map(|term| term.get("podAffinityTerm")))
}

/// Whether a term keeps the pod away from its own copies.
fn selects_own_pods(term: Node, pod: &Pod) -> bool {
    let namespace = pod.object.namespace();
    let mut elsewhere = term.get("namespaces").items().map(Node::text).peekable();
    let here = elsewhere.peek().is_none()
        || namespace.is_none()
        || term.get("namespaceSelector").exists()
        || elsewhere.any(|name| name == namespace);
    // Copies have the same labels: what must differ in one of them are others.
    let differing = term.get("mismatchLabelKeys").items().filter_map(Node::text);
    let others = differing.into_iter().any(|key| pod.labels().get(key).exists());
    here && !others && Selector::Full(term.get("labelSelector")).matches(pod.labels())
}
