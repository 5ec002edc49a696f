use std::fmt::Display;

use crate::k8s::Workload;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(pod) = workload.pods.first().filter(|_| workload.is_replicated()) else {
        return hits.skip();
    };
    let mut claims = pod.claims().peekable();
    if claims.peek().is_none() {
        return hits.skip();
    }
    let Some((count, most)) = workload.most_replicas().filter(|(count, _)| *count > 1) else {
        return;
    };
    for claim in claims {
        let Some(mode) = claim.exclusive_mode() else { continue };
        let one_pod = mode.str() == Some("ReadWriteOncePod");
        if !one_pod && pod.is_on_one_node() {
            continue;
        }
        let args: [(_, &dyn Display); 3] = [
            ("name", &workload.object.name()),
            ("claim", &claim.name.text().unwrap_or_default()),
            ("count", &count),
        ];
        let case = if one_pod { "pod" } else { "node" };
        hits.case(case, claim.name, args).related("mode", mode).related("replicas", most);
    }
}
