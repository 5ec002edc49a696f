use std::fmt::Display;

use crate::k8s::{Container, Role, Workload};
use crate::rule::Hits;

const ALL: [&str; 3] = ["Always", "OnFailure", "Never"];
/// The version of Kubernetes from which on every container may have a policy of its own.
const MINOR_OF_CONTAINER_POLICIES: u32 = 35;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let object = workload.object;
    let Some(pod) = workload.pods.first().filter(|_| object.is_built_in()) else {
        return hits.skip();
    };
    let (place, kind) = (pod.spec().get("restartPolicy"), object.kind);
    let allowed = match kind {
        "Job" | "CronJob" => &ALL[1..],
        "Pod" => &ALL,
        _ => &ALL[..1],
    };
    let policy = place.str();
    let args: [(_, &dyn Display); 3] = [
        ("kind", &kind),
        ("policy", &policy.unwrap_or_default()),
        ("allowed", &allowed.join("\", \"")),
    ];
    if policy.is_some_and(|policy| !allowed.contains(&policy)) {
        hits.case("policy", place, args);
    } else if !place.exists() && !allowed.contains(&"Always") && !object.is_part() {
        hits.case("unset", place, args);
    }
    let rules = pod.template.parent().get("podFailurePolicy");
    if policy == Some("OnFailure") && rules.exists() {
        hits.case("failures", place, args).related("rules", rules);
    }
    for container in &workload.containers {
        judge(container, hits);
    }
}

fn judge(container: &Container, hits: &mut Hits) {
    let place = container.node.get("restartPolicy");
    let Some(policy) = place.str() else { return };
    let minor = container.pod.run.minor();
    let is_known = ALL.contains(&policy);
    if !is_known || (minor < MINOR_OF_CONTAINER_POLICIES && container.role != Role::Sidecar) {
        let name = container.name();
        hits.case(
            "container",
            place,
            [("container", &name), ("policy", &policy), ("minor", &minor)],
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::config::KubernetesVersion;
    use crate::document::{File, Format};
    use crate::rule::RULES;
    use crate::source::Source;
    use crate::{Options, check};

    #[test]
    fn containers_have_policies_of_their_own_since_1_35() {
        let rule = RULES.iter().find(|rule| rule.code == "REL-038").expect("REL-038");
        for (list, policy, minor, found, reason) in [
            ("initContainers", "Always", 30, 0, "a native sidecar"),
            ("initContainers", "OnFailure", 34, 1, "an alpha feature is off"),
            ("initContainers", "OnFailure", 35, 0, "it is on"),
            ("containers", "Never", 34, 1, "only init containers had the field"),
            ("containers", "Never", 35, 0, "now all have"),
            ("containers", "Sometimes", 35, 1, "there is no such policy"),
        ] {
            let text = format!(
                "{{apiVersion: v1, kind: Pod, metadata: {{name: x}}, spec: {{{list}: [{{name: a, restartPolicy: {policy}}}]}}}}"
            );
            let file = File::parse(Arc::new(Source::new("x.yaml", text)), Format::Yaml);
            let target_kubernetes = Some(KubernetesVersion { minor });
            let options = Options { rules: vec![rule], target_kubernetes, ..Options::default() };
            let report = check([file].into_iter().collect(), &options);
            assert_eq!(report.findings.len(), found, "{policy}, 1.{minor}: {reason}");
        }
    }
}
