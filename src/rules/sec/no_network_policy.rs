use crate::k8s::{Pod, Policed};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    // Policies do not hold on the network of the node.
    if pod.spec().get("hostNetwork").bool() == Some(true) {
        return hits.skip();
    }
    match pod.policed() {
        Policed::Yes => {}
        Policed::Unmanaged => hits.skip(),
        Policed::Perhaps => hits.unknown(),
        Policed::No if hits.met_template() => {}
        Policed::No => {
            hits.at(pod.labels(), [("kind", &pod.object.kind), ("name", &pod.object.name())]);
        }
    }
}
