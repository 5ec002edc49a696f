//! An object that runs pods.

use super::{Container, Object, Pod, pod};
use crate::run::Run;
use crate::yaml::Node;

/// An object that runs pods: a controller, a bare pod, or a custom resource with pod templates.
pub(crate) struct Workload<'a> {
    pub(crate) object: Object<'a>,
    pub(crate) pods: Vec<Pod<'a>>,
    /// The containers of all its pods.
    pub(crate) containers: Vec<Container<'a>>,
    pub(crate) run: &'a Run<'a>,
}

/// Kinds whose pods live until somebody ends them, with the API group of those that are no kinds of
/// Kubernetes itself.
///
/// Not here, because they run to completion: jobs of Kubernetes, Volcano, Ascend, Kubeflow and Ray.
/// Not here, because their operator adds probes and a port for metrics to every pod: clusters and
/// services of Ray. A kind that nobody knows may be either.
const LONG_RUNNING: [(&str, &str); 15] = [
    ("", "Pod"),
    ("", "Deployment"),
    ("", "StatefulSet"),
    ("", "DaemonSet"),
    ("", "ReplicaSet"),
    ("", "ReplicationController"),
    // A Deployment with another strategy.
    ("argoproj.io", "Rollout"),
    ("apps.kruise.io", "CloneSet"),
    ("apps.kruise.io", "StatefulSet"),
    ("apps.kruise.io", "DaemonSet"),
    ("apps.openshift.io", "DeploymentConfig"),
    // Servers of models and of requests.
    ("serving.knative.dev", "Service"),
    ("serving.knative.dev", "Configuration"),
    ("serving.kserve.io", "InferenceService"),
    ("leaderworkerset.x-k8s.io", "LeaderWorkerSet"),
];

/// Kinds that keep `spec.replicas` interchangeable copies of one pod.
const REPLICATED: [&str; 7] = [
    "Deployment",
    "StatefulSet",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
    "CloneSet",
    "DeploymentConfig",
];

impl<'a> Workload<'a> {
    /// The workload that an object is, if it has a pod.
    pub(crate) fn new(object: Object<'a>, run: &'a Run<'a>) -> Option<Self> {
        let templates = templates(object).into_iter();
        let pods: Vec<_> = templates.map(|template| Pod { object, template, run }).collect();
        let containers = pods.iter().flat_map(Pod::containers).collect();
        (!pods.is_empty()).then_some(Self { object, pods, containers, run })
    }

    /// The number of replicas that is written down.
    pub(crate) fn replicas(&self) -> Node<'a> {
        self.object.spec().get("replicas")
    }

    /// Whether its pods live until somebody ends them.
    pub(crate) fn is_long_running(&self) -> bool {
        is_long_running(self.object)
    }

    /// Whether it keeps interchangeable copies of one pod, as many as `replicas` says.
    pub(crate) fn is_replicated(&self) -> bool {
        self.is_long_running() && REPLICATED.contains(&self.object.kind)
    }

    /// The `HorizontalPodAutoscaler` (or KEDA `ScaledObject`) of the run that scales it.
    pub(crate) fn autoscaler(&self) -> Option<Object<'a>> {
        self.run.objects.scaler_of(self.object)
    }

    /// The fewest and the most replicas that its autoscaler may choose.
    pub(crate) fn scale(&self) -> Option<[Bound<'a>; 2]> {
        let scaler = self.autoscaler()?;
        let bound = |field, default| {
            let place = scaler.spec().get(field);
            Bound { field, place, count: if place.exists() { place.int() } else { default } }
        };
        Some(match scaler.kind {
            "ScaledObject" => {
                [bound("minReplicaCount", Some(0)), bound("maxReplicaCount", Some(100))]
            }
            _ => [bound("minReplicas", Some(1)), bound("maxReplicas", None)],
        })
    }
}

/// One end of what an autoscaler may choose.
pub(crate) struct Bound<'a> {
    pub(crate) field: &'static str,
    /// Where it is written, or would be.
    pub(crate) place: Node<'a>,
    /// How many that is, its default included; nothing if it is not known.
    pub(crate) count: Option<i64>,
}

/// The pods of an object, and the templates of its pods.
pub(super) fn templates(object: Object<'_>) -> Vec<Node<'_>> {
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
        // The parts of a KServe service are pod specs without a template around them.
        "InferenceService" if object.group() == "serving.kserve.io" => {
            ["predictor", "transformer", "explainer"]
                .map(|part| root.path(&["spec", part]))
                .into_iter()
                .filter(|part| is_pod_spec(*part))
                .collect()
        }
        _ if is_built_in(object) || object.kind == "CustomResourceDefinition" => Vec::new(),
        _ => templates_in(root.get("spec")),
    };
    templates.into_iter().filter(|template| pod::spec_of(*template).is_mapping()).collect()
}

/// Whether an object's pods live until somebody ends them.
pub(super) fn is_long_running(object: Object) -> bool {
    let group = if is_built_in(object) { "" } else { object.group() };
    LONG_RUNNING.contains(&(group, object.kind))
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
