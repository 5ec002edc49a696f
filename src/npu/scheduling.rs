//! What the scheduler of a pod is told: on the pod, or on the custom resource that it is made from.
//!
//! Volcano's Job, `AscendJob` and Kthena's `ModelServing` name the scheduler themselves and hand their
//! own labels and annotations down; looking at the pod alone misses most of them.

use crate::k8s::Pod;
use crate::yaml::Node;

/// Where the scheduler is named; missing if the cluster's default one takes the pod.
pub(crate) fn scheduler<'a>(pod: &Pod<'a>) -> Node<'a> {
    pod.spec().get("schedulerName").or(pod.object.spec().get("schedulerName"))
}

/// The label by which the Ascend components know an NPU job.
pub(crate) const RING_CONTROLLER: &str = "ring-controller.atlas";

/// API groups whose objects go to Volcano where they name no scheduler: Volcano's own, by its webhook,
/// and those of the Ascend operator.
const OF_VOLCANO: [&str; 3] =
    ["batch.volcano.sh", "workload.serving.volcano.sh", "mindxdl.gitee.com"];

/// Whether Volcano schedules the pod; nothing if that is not known yet. Where no scheduler is named,
/// the operator of a custom resource may well choose one.
pub(crate) fn is_volcano(pod: &Pod) -> Option<bool> {
    let scheduler = scheduler(pod);
    if scheduler.exists() || scheduler.is_template() {
        return Some(scheduler.str()? == "volcano");
    }
    let is_of_volcano = OF_VOLCANO.contains(&pod.object.group());
    (is_of_volcano || pod.object.is_built_in()).then_some(is_of_volcano)
}

/// A label of the pod, or of what it is made from.
pub(crate) fn label<'a>(pod: &Pod<'a>, key: &str) -> Node<'a> {
    pod.labels().get(key).or(pod.object.labels().get(key))
}

/// An annotation of the pod, or of what it is made from.
pub(crate) fn annotation<'a>(pod: &Pod<'a>, key: &str) -> Node<'a> {
    pod.annotations().get(key).or(pod.object.annotations().get(key))
}
