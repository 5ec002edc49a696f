use crate::k8s::{Container, Pod, Seccomp};
use crate::rule::Hits;

/// Pod Security refuses a pod for its own profile even where every container has another.
pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    judge(pod.seccomp(), pod.object.name(), hits);
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(container.own_seccomp(), container.name(), hits);
}

fn judge(profile: Option<Seccomp>, name: &str, hits: &mut Hits) {
    let Some(Seccomp { place, confines: false }) = profile else { return };
    let profile = place.text().unwrap_or_default();
    hits.at(place, [("profile", &profile), ("name", &name)]);
}
