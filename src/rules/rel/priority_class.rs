use crate::k8s::Pod;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let class = pod.spec().get("priorityClassName");
    // Schedulers of whole jobs have it there.
    let of_job = pod.object.spec().get("priorityClassName");
    let mut classes = pod.run.objects.of_kind("PriorityClass");
    let is_default =
        |class: &crate::k8s::Object| class.root.get("globalDefault").bool() == Some(true);
    if !class.exists() && !of_job.exists() && !classes.any(is_default) {
        hits.at(class, [("name", &pod.object.name())]);
    }
}
