use crate::k8s::{Container, Pod};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let grace = pod.spec().get("terminationGracePeriodSeconds");
    let has_hook = |container: &Container| container.node.path(["lifecycle", "preStop"]).exists();
    if !grace.exists() && !pod.containers().any(|container| has_hook(&container)) {
        return hits.skip();
    }
    // Less than nothing is refused.
    let Some(seconds) = pod.grace_seconds().filter(|seconds| *seconds >= 0) else { return };
    if seconds == 0 {
        hits.case("zero", grace, []);
        return;
    }
    for container in pod.containers() {
        let case = if grace.exists() { "sleep" } else { "default" };
        judge(&container, case, seconds, hits);
    }
}

fn judge(container: &Container, case: &str, grace: i64, hits: &mut Hits) {
    let sleeps = container.pre_stop_sleeps();
    let total: f64 = sleeps.iter().filter_map(|sleep| sleep.seconds).sum();
    #[expect(clippy::cast_precision_loss, reason = "no grace period has so many seconds")]
    let limit = grace as f64;
    if total < limit {
        if sleeps.iter().any(|sleep| sleep.seconds.is_none()) {
            hits.unknown();
        }
        return;
    }
    // The one with which the time is over.
    let mut slept = 0.0;
    let last = sleeps.into_iter().find(|sleep| {
        slept += sleep.seconds.unwrap_or_default();
        slept >= limit
    });
    let last = last.expect("internal: the sum is reached by one of them");
    let args: [(_, &dyn std::fmt::Display); 3] =
        [("container", &container.name()), ("sleep", &total), ("grace", &grace)];
    // No number of seconds is that of `sleep infinity`.
    let case = if total.is_finite() { case } else { "endless" };
    let beside = hits.case(case, last.place, args);
    let grace = container.pod.spec().get("terminationGracePeriodSeconds");
    if grace.exists() {
        beside.related("grace", grace);
    }
}
