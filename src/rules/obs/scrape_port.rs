use std::fmt::Display;

use crate::k8s::{Manifest, Pod, Selector};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    judge(pod.annotations(), || std::iter::once(*pod), hits);
}

/// Of an annotated Service, Prometheus asks the pods too, at the port that stands there.
pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.kind != "Service" || Selector::of_pods(object.object).is_none() {
        return hits.skip();
    }
    judge(object.annotations(), || object.run.pods_selected_by(object.object), hits);
}

fn judge<'a, P: Iterator<Item = Pod<'a>>>(
    annotations: Node,
    pods: impl Fn() -> P,
    hits: &mut Hits,
) {
    let port = annotations.get("prometheus.io/port");
    let is_off = annotations.get("prometheus.io/scrape").str() == Some("false");
    if is_off || !port.exists() || pods().next().is_none() {
        return hits.skip_if_known();
    }
    let Some(wanted) = port.str() else { return };
    let declared = || pods().flat_map(|pod| pod.ports());
    if let Some(other) = declared().find(|port| port.get("name").str() == Some(wanted)) {
        let number = other.get("containerPort");
        let text = number.text().unwrap_or_default();
        hits.case("name", port, [("port", &wanted), ("number", &text)]).related("declared", number);
        return;
    }
    let is_number = wanted.parse::<u16>().is_ok();
    if !is_number || !pods().all(|pod| pod.rules_out(wanted)) || hits.met_template() {
        return;
    }
    let numbers = declared().map(|port| port.get("containerPort"));
    let near = nearest(wanted, numbers, |number| number.text().unwrap_or_default());
    let near = near.expect("internal: only pods that declare ports rule one out");
    let args: [(_, &dyn Display); 2] =
        [("port", &wanted), ("near", &near.text().unwrap_or_default())];
    hits.case("number", port, args).related("declared", near);
}
