use std::fmt::Display;

use crate::k8s::{Selector, Workload};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let selector = workload.object.spec().get("selector");
    let Some(pod) = workload.pods.first().filter(|_| selector.exists()) else {
        return hits.skip();
    };
    let plain = ["ReplicationController", "DeploymentConfig"];
    let selector = if plain.contains(&workload.object.kind) {
        Selector::Labels(selector)
    } else {
        Selector::Full(selector)
    };
    let labels = pod.labels();
    let unmet: Vec<_> = selector.unmet(labels).collect();
    if hits.met_template() || labels.is_template() {
        return hits.unknown();
    }
    for wanted in unmet {
        judge(wanted, labels, hits);
    }
}

fn judge(wanted: Node, labels: Node, hits: &mut Hits) {
    if wanted.is_mapping() {
        let (key, operator) = (wanted.get("key"), wanted.get("operator"));
        let values: Vec<_> = wanted.get("values").items().filter_map(Node::text).collect();
        let args: [(_, &dyn Display); 3] = [
            ("key", &key.text().unwrap_or_default()),
            ("operator", &operator.text().unwrap_or_default()),
            ("values", &values.join(", ")),
        ];
        hits.case("expression", key, args).related("labels", labels);
        return;
    }
    let key = wanted.key().and_then(Node::text).unwrap_or_default();
    let label = labels.get(key);
    let args: [(_, &dyn Display); 3] = [
        ("key", &key),
        ("wanted", &wanted.text().unwrap_or_default()),
        ("label", &label.text().unwrap_or_default()),
    ];
    let case = if label.exists() { "value" } else { "missing" };
    hits.case(case, wanted, args).related("labels", label);
}
