use crate::k8s::Pod;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    // Without its token, nobody can act as it.
    if pod.mounts_token() == Some(false) {
        return;
    }
    match pod.uses_default_account() {
        Some(false) => {}
        None => hits.unknown(),
        Some(true) => {
            let name = pod.account_name();
            let case = if name.exists() { "default" } else { "unset" };
            hits.case(case, name, [("name", &pod.object.name())]);
        }
    }
}
