//! An object that runs pods.

use std::cell::OnceCell;

use super::templates::templates;
use super::{Autoscaler, Container, Object, Pod};
use crate::evidence::Evidence;
use crate::run::Run;
use crate::yaml::Node;

/// An object that runs pods: a controller, a bare pod, or a custom resource with pod templates.
pub(crate) struct Workload<'a> {
    pub(crate) object: Object<'a>,
    pub(crate) pods: Vec<Pod<'a>>,
    /// The containers of all its pods.
    pub(crate) containers: Vec<Container<'a>>,
    /// Whether parts of its pods may stand elsewhere: see [`Pod::is_partial`].
    pub(crate) is_partial: bool,
    pub(crate) run: &'a Run<'a>,
    evidence: OnceCell<Evidence<'a>>,
}

/// Whether the pods of a kind live until somebody ends them. Kinds of Kubernetes itself come without
/// their API group.
///
/// Not here, because they run to completion: jobs of Kubernetes, Volcano, Ascend, Kubeflow and Ray,
/// workflows. Not here, because their operator adds probes and a port for metrics to every pod:
/// clusters and services of Ray, KServe's services of language models. A kind that nobody knows may be
/// either.
fn is_long_running_kind(group: &str, kind: &str) -> bool {
    match group {
        "" => matches!(
            kind,
            "Pod"
                | "Deployment"
                | "StatefulSet"
                | "DaemonSet"
                | "ReplicaSet"
                | "ReplicationController"
        ),
        // A Deployment with another strategy.
        "argoproj.io" => kind == "Rollout",
        "apps.kruise.io" => {
            matches!(kind, "CloneSet" | "StatefulSet" | "DaemonSet" | "UnitedDeployment")
        }
        "apps.openshift.io" => kind == "DeploymentConfig",
        // Servers of models and of requests.
        "serving.knative.dev" => matches!(kind, "Service" | "Configuration"),
        "serving.kserve.io" => kind == "InferenceService",
        "leaderworkerset.x-k8s.io" => kind == "LeaderWorkerSet",
        "workload.serving.volcano.sh" => kind == "ModelServing",
        _ => false,
    }
}

impl<'a> Workload<'a> {
    /// The workload that an object is, if it has a pod.
    pub(crate) fn new(object: Object<'a>, run: &'a Run<'a>) -> Option<Self> {
        let templates = templates(object).into_iter();
        let pods: Vec<_> = templates.map(|template| Pod::new(object, template, run)).collect();
        let containers = pods.iter().flat_map(Pod::containers).collect();
        let is_partial = pods.iter().any(Pod::is_partial);
        let evidence = OnceCell::new();
        (!pods.is_empty()).then_some(Self { object, pods, containers, is_partial, run, evidence })
    }

    /// What it shows of how its programs are run.
    pub(crate) fn evidence(&self) -> &Evidence<'a> {
        self.evidence.get_or_init(|| Evidence::of_workload(self))
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
        is_replicated(self.object)
    }

    /// What scales it, if that is in the run.
    pub(crate) fn autoscaler(&self) -> Option<Autoscaler<'a>> {
        self.run.objects.scaler_of(self.object).and_then(Autoscaler::new)
    }

    /// The replicas that it has at least: those that are written, or that its autoscaler keeps.
    pub(crate) fn least_replicas(&self) -> Option<i64> {
        let replicas = self.replicas();
        let written = if replicas.exists() { replicas.int() } else { Some(1) };
        let Some(scaler) = self.autoscaler() else { return written };
        let [least, _] = scaler.bounds();
        written.zip(least.count).map(|(written, least)| written.max(least))
    }

    /// The most replicas that it may have, as far as that is known, and where that is said.
    pub(crate) fn most_replicas(&self) -> Option<(i64, Node<'a>)> {
        let written = self.replicas();
        let most = self.autoscaler().and_then(|scaler| {
            let [_, most] = scaler.bounds();
            Some((most.count?, most.place))
        });
        let written = written.int().map(|count| (count, written));
        written.into_iter().chain(most).max_by_key(|(count, _)| *count)
    }
}

impl Object<'_> {
    /// Whether it runs pods.
    pub(crate) fn runs_pods(self) -> bool {
        !templates(self).is_empty()
    }
}

/// Whether an object keeps `spec.replicas` interchangeable copies of one pod.
fn is_replicated(object: Object) -> bool {
    let has_replicas = matches!(
        object.kind,
        "Deployment"
            | "StatefulSet"
            | "ReplicaSet"
            | "ReplicationController"
            | "Rollout"
            | "CloneSet"
            | "DeploymentConfig"
    );
    has_replicas && is_long_running(object)
}

/// Whether an operator makes pods of an object, by rules of its own.
pub(super) fn is_by_operator(object: Object) -> bool {
    !object.is_built_in() && !is_replicated(object)
}

/// Whether an object's pods live until somebody ends them.
pub(super) fn is_long_running(object: Object) -> bool {
    let group = if object.is_built_in() { "" } else { object.group() };
    is_long_running_kind(group, object.kind)
        && (object.kind != "Pod"
            || !matches!(object.spec().get("restartPolicy").text(), Some("Never" | "OnFailure")))
}

#[cfg(test)]
mod tests {
    use crate::k8s::testing::with_workload;

    #[test]
    fn kinds_are_known_for_how_long_and_how_often_they_run() {
        let template = "spec: { template: { spec: { containers: [{ name: a, image: i }] } } }";
        let pod = "spec: { containers: [{ name: a, image: i }] }";
        let once = "spec: { restartPolicy: Never, containers: [{ name: a, image: i }] }";
        let predictor = "spec: { predictor: { containers: [{ name: a, image: i }] } }";
        for (kind, rest, long, replicated, reason) in [
            ("apps/v1/Deployment", template, true, true, "copies that stay"),
            ("apps/v1/StatefulSet", template, true, true, "copies that stay"),
            ("apps/v1/DaemonSet", template, true, false, "as many as there are nodes"),
            ("v1/Pod", pod, true, false, "one that stays"),
            ("v1/Pod", once, false, false, "one that ends"),
            ("batch/v1/Job", template, false, false, "runs to completion"),
            ("argoproj.io/v1alpha1/Rollout", template, true, true, "a kind of Deployment"),
            ("apps.kruise.io/v1alpha1/CloneSet", template, true, true, "a kind of Deployment"),
            ("apps.kruise.io/v1alpha1/BroadcastJob", template, false, false, "a kind of Job"),
            ("batch.volcano.sh/v1alpha1/Job", template, false, false, "a kind of Job"),
            ("mindxdl.gitee.com/v1/AscendJob", template, false, false, "training ends"),
            ("serving.knative.dev/v1/Service", template, true, false, "scaled by requests"),
            ("serving.kserve.io/v1beta1/InferenceService", predictor, true, false, "likewise"),
            ("leaderworkerset.x-k8s.io/v1/LeaderWorkerSet", template, true, false, "groups"),
            ("ray.io/v1/RayCluster", template, false, false, "KubeRay looks after it"),
            ("example.com/v1/Deployment", template, false, false, "nobody knows"),
        ] {
            let found = with_workload(kind, rest, |of| {
                let workload = of.expect("pods");
                (workload.is_long_running(), workload.is_replicated())
            });
            assert_eq!(found, (long, replicated), "{kind}: {reason}");
        }
    }
}
