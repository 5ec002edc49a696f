//! Where the pods of an object stand: in built-in kinds at known places, in custom resources by their
//! shape.

use super::{Object, Role};
use crate::yaml::Node;

/// Keys below which no pod stands, but a pattern for pods, a patch of one, or what other people's
/// templates make of it: Kyverno, Envoy Gateway, Flux, Argo CD.
const PARTS: [&str; 8] = [
    "anyPattern",
    "patch",
    "patchStrategicMerge",
    "patches",
    "patchesStrategicMerge",
    "pattern",
    "values",
    "valuesObject",
];

/// Where parts of a KServe service are, each a pod spec without a template around it.
///
/// Source: kserve/kserve, `pkg/apis/serving/v1beta1` and `v1alpha1`.
const OF_KSERVE: [(&str, &[&[&str]]); 4] = [
    (
        "InferenceService",
        &[&["predictor"], &["predictor", "workerSpec"], &["transformer"], &["explainer"]],
    ),
    (
        "LLMInferenceService",
        &[&["template"], &["worker"], &["prefill", "template"], &["prefill", "worker"]],
    ),
    ("ServingRuntime", &[&[], &["workerSpec"]]),
    ("ClusterServingRuntime", &[&[], &["workerSpec"]]),
];

/// Keys under which one container stands, where there need not be a list: those of KServe's
/// predictors and explainers, and of Argo's templates.
const ALONE: [(&str, &[&str]); 2] = [
    (
        "serving.kserve.io",
        &[
            "model",
            "huggingface",
            "lightgbm",
            "mlflow",
            "onnx",
            "paddle",
            "pmml",
            "pytorch",
            "sklearn",
            "tensorflow",
            "triton",
            "xgboost",
            "art",
        ],
    ),
    ("argoproj.io", &["container", "script"]),
];

/// The pods of an object, and the templates of its pods.
pub(super) fn templates(object: Object<'_>) -> Vec<Node<'_>> {
    let root = object.root;
    let spec = root.get("spec");
    if object.is_built_in() {
        let template = match object.kind {
            "Pod" => root,
            "Deployment"
            | "StatefulSet"
            | "DaemonSet"
            | "ReplicaSet"
            | "ReplicationController"
            | "Job" => spec.get("template"),
            "CronJob" => spec.path(["jobTemplate", "spec", "template"]),
            "PodTemplate" => root.get("template"),
            _ => return Vec::new(),
        };
        return Vec::from_iter(template.get("spec").is_mapping().then_some(template));
    }
    let is_spec = |part: &Node| containers(object, *part).next().is_some();
    match (object.group(), object.kind) {
        ("serving.kserve.io", kind) => {
            let parts = OF_KSERVE.iter().find(|(of, _)| *of == kind).map_or(&[][..], |of| of.1);
            parts.iter().map(|path| spec.along(path)).filter(is_spec).collect()
        }
        _ if is_workflow(object) => {
            let spec = spec.get("workflowSpec").or(spec);
            spec.get("templates").items().filter(is_spec).collect()
        }
        _ => templates_in(spec),
    }
}

/// Whether it is a workflow of Argo's, whose steps may be pods.
pub(super) fn is_workflow(object: Object) -> bool {
    const KINDS: [&str; 4] =
        ["Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate"];
    object.group() == "argoproj.io" && KINDS.contains(&object.kind)
}

/// The containers of a pod spec.
pub(super) fn containers<'a>(
    object: Object<'a>,
    spec: Node<'a>,
) -> impl Iterator<Item = (Node<'a>, Role)> {
    let lists = [
        (spec.get("initContainers"), Role::Init),
        (spec.get("containers"), Role::App),
        (spec.get("ephemeralContainers"), Role::Ephemeral),
        // Of Argo Workflows.
        (spec.path(["containerSet", "containers"]), Role::App),
        (spec.get("sidecars"), Role::App),
    ];
    let listed =
        lists.into_iter().flat_map(|(list, role)| list.items().map(move |node| (node, role)));
    let alone = ALONE.iter().find(|(group, _)| *group == object.group());
    let alone = alone.map_or(&[][..], |(_, keys)| keys).iter().map(move |key| spec.get(key));
    listed.chain(alone.filter(|node| node.is_mapping()).map(|node| (node, Role::App)))
}

/// The pod templates in a custom resource: whatever holds a pod spec.
fn templates_in(root: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if is_pod_spec(node.get("spec")) {
            found.push(node);
            continue;
        }
        for (key, value) in node.entries() {
            match key.text() {
                Some("podSpec") if is_pod_spec(value) => found.push(value),
                Some(key) if PARTS.contains(&key) => {}
                _ => open.push(value),
            }
        }
        open.extend(node.items());
    }
    found.sort_by_key(|template| template.extent().start);
    found
}

/// Whether this is a list of containers with what belongs to a pod around it.
fn is_pod_spec(spec: Node) -> bool {
    let mut containers = spec.get("containers").items();
    let is_container =
        |container: Node| container.get("name").exists() || container.get("image").exists();
    containers.len() > 0 && containers.all(is_container)
}

#[cfg(test)]
mod tests;
