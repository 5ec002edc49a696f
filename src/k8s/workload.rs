//! An object that runs pods.

use super::{Container, Object, Objects, Pod};
use crate::yaml::Node;

/// An object that runs pods: a controller, a bare pod, or a custom resource with pod templates.
pub(crate) struct Workload<'a> {
    pub(crate) object: Object<'a>,
    pub(crate) pods: Vec<Pod<'a>>,
    pub(crate) objects: &'a Objects<'a>,
}

/// Kinds whose pods live until somebody ends them. Others run to completion.
const LONG_RUNNING: [&str; 6] =
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Pod"];

impl<'a> Workload<'a> {
    /// The workload that an object is, if it has a pod.
    pub(crate) fn new(object: Object<'a>, objects: &'a Objects<'a>) -> Option<Self> {
        let root = object.root;
        let templates = match object.kind {
            "Pod" => vec![root],
            "Deployment"
            | "StatefulSet"
            | "DaemonSet"
            | "ReplicaSet"
            | "ReplicationController"
            | "Job"
                if is_built_in(object) =>
            {
                vec![root.path(&["spec", "template"])]
            }
            "CronJob" => vec![root.path(&["spec", "jobTemplate", "spec", "template"])],
            "PodTemplate" => vec![root.get("template")],
            _ if is_built_in(object) || object.kind == "CustomResourceDefinition" => Vec::new(),
            _ => templates_in(root.get("spec")),
        };
        let pods: Vec<_> = templates
            .into_iter()
            .filter(|template| template.get("spec").is_mapping())
            .map(|template| Pod { object, template, objects })
            .collect();
        (!pods.is_empty()).then_some(Self { object, pods, objects })
    }

    /// The containers of all its pods.
    pub(crate) fn containers(&self) -> impl Iterator<Item = Container<'a>> {
        self.pods.iter().flat_map(|pod| pod.containers())
    }

    /// The number of replicas that is written down.
    pub(crate) fn replicas(&self) -> Node<'a> {
        self.object.spec().get("replicas")
    }

    /// Whether its pods live until somebody ends them.
    pub(crate) fn is_long_running(&self) -> bool {
        is_long_running(self.object)
    }

    /// The HorizontalPodAutoscaler (or KEDA ScaledObject) of the run that scales it.
    pub(crate) fn autoscaler(&self) -> Option<Object<'a>> {
        let scales = |scaler: &&Object<'a>| {
            let target = scaler.spec().get("scaleTargetRef");
            // KEDA scales Deployments unless told otherwise.
            let kind = target.get("kind").text().unwrap_or("Deployment");
            kind == self.object.kind && target.get("name").text() == Some(self.object.name())
        };
        ["HorizontalPodAutoscaler", "ScaledObject"]
            .into_iter()
            .find_map(|kind| self.objects.of(kind, self.object.namespace()).find(scales))
            .copied()
    }
}

/// Whether an object's pods live until somebody ends them.
pub(super) fn is_long_running(object: Object) -> bool {
    LONG_RUNNING.contains(&object.kind)
        && (object.kind != "Pod"
            || !matches!(object.spec().get("restartPolicy").text(), Some("Never" | "OnFailure")))
}

/// Whether an object is of an API group of Kubernetes itself.
fn is_built_in(object: Object) -> bool {
    let group = object.group();
    !group.contains('.') || group.ends_with(".k8s.io")
}

/// The pod templates in a custom resource: whatever holds a `spec` with a list of containers, or
/// is itself such a spec.
fn templates_in(root: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if is_pod_spec(node.get("spec")) {
            found.push(node);
            continue;
        }
        open.extend(node.entries().map(|(_, value)| value));
        open.extend(node.items());
    }
    found.sort_by_key(|template| template.extent().start);
    found
}

fn is_pod_spec(spec: Node) -> bool {
    let mut containers = spec.get("containers").items();
    let is_container =
        |container: Node| container.get("name").exists() || container.get("image").exists();
    containers.len() > 0 && containers.all(is_container)
}
