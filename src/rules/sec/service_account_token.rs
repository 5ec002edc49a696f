use crate::k8s::Pod;
use crate::rule::Hits;

/// The sidecar that Vault adds to such a pod logs in with its token.
const VAULT: &str = "vault.hashicorp.com/agent-inject";

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    // Who is given a role is meant to use it.
    if pod.has_role() || pod.annotations().get(VAULT).text() == Some("true") {
        return;
    }
    match pod.mounts_token() {
        Some(false) => {}
        None => hits.unknown(),
        Some(true) => {
            let setting = pod.spec().get("automountServiceAccountToken");
            let case = if setting.exists() { "set" } else { "unset" };
            let found = hits.case(case, setting, [("name", &pod.object.name())]);
            if let Some(account) = pod.account().filter(|_| !setting.exists()) {
                found.related("account", account.name_node());
            }
        }
    }
}
