use crate::k8s::{Container, Pod};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    judge(pod, pod.security("runAsUser"), pod.object.name(), hits);
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(&container.pod, container.own_security("runAsUser"), container.name(), hits);
}

fn judge(pod: &Pod, user: Node, name: &str, hits: &mut Hits) {
    if user.int() == Some(0) && !pod.has_own_users() && !hits.met_template() {
        hits.at(user, [("name", &name)]);
    }
}
