use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let (pod, own) = (&container.pod, container.own_security("runAsNonRoot"));
    if pod.has_own_users() || hits.met_template() {
        return;
    }
    // Where `non_root_user` points, which says more.
    let user = container.security("runAsUser");
    let place = |setting| if user.int() == Some(0) { user } else { setting };
    let of_pod = pod.security("runAsNonRoot");
    if of_pod.bool() == Some(false) {
        // Pod Security refuses a pod for its own setting even where every container has another.
        hits.case("pod", place(of_pod), [("name", &pod.object.name())]);
    }
    if own.bool() == Some(false) {
        hits.case("off", place(own), [("container", &container.name())]);
    } else if !own.exists() && !of_pod.exists() {
        hits.case("unset", place(own), [("container", &container.name())]);
    }
}
