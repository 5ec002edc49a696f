//! A pod, or a template of pods.

use super::{Container, Object, Role, templates};
use crate::run::Run;
use crate::yaml::Node;

/// A pod, or a template of pods.
#[derive(Clone, Copy)]
pub(crate) struct Pod<'a> {
    /// The object that it is part of, or is.
    pub(crate) object: Object<'a>,
    /// Where its metadata and spec stand; or the spec itself, where it has no metadata.
    pub(crate) template: Node<'a>,
    pub(crate) run: &'a Run<'a>,
    // Rules ask for these again and again.
    spec: Node<'a>,
    security: Node<'a>,
}

/// API groups whose operators run pods as they are written; what they add, they add around it.
pub(super) const AS_WRITTEN: [&str; 14] = [
    "apps.kruise.io",
    "apps.openshift.io",
    "argoproj.io",
    "batch.volcano.sh",
    "jobset.x-k8s.io",
    "keda.sh",
    "kubeflow.org",
    "leaderworkerset.x-k8s.io",
    "mindxdl.gitee.com",
    "ray.io",
    "serving.knative.dev",
    "trainer.kubeflow.org",
    "workload.serving.volcano.sh",
    "workloads.x-k8s.io",
];

impl<'a> Pod<'a> {
    /// The pod of an object that stands here.
    pub(crate) fn new(object: Object<'a>, template: Node<'a>, run: &'a Run<'a>) -> Self {
        let spec = template.get("spec");
        let spec = if spec.exists() { spec } else { template };
        let own = spec.get("securityContext");
        let pod = Self { object, template, run, spec, security: own };
        let outer = pod.workflow().map(|outer| outer.get("securityContext"));
        Self { security: outer.map_or(own, |outer| own.or(outer)), ..pod }
    }

    /// The pod spec.
    pub(crate) fn spec(&self) -> Node<'a> {
        self.spec
    }

    /// The labels of the pod.
    pub(crate) fn labels(&self) -> Node<'a> {
        self.template.path(["metadata", "labels"])
    }

    /// The annotations of the pod.
    pub(crate) fn annotations(&self) -> Node<'a> {
        self.template.path(["metadata", "annotations"])
    }

    /// Its containers: app containers, init containers and ephemeral ones.
    pub(crate) fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let pod = *self;
        templates::containers(self.object, self.spec()).map(move |(node, role)| {
            let stays = || node.get("restartPolicy").text() == Some("Always");
            let role = if role == Role::Init && stays() { Role::Sidecar } else { role };
            Container { node, pod, role }
        })
    }

    /// A security setting of the pod.
    #[inline]
    pub(crate) fn security(&self, field: &str) -> Node<'a> {
        self.security.get(field)
    }

    /// The spec of the Argo Workflow that has what the pod does not say itself.
    fn workflow(&self) -> Option<Node<'a>> {
        let is_step = templates::is_workflow(self.object);
        is_step.then(|| self.template.parent().parent())
    }

    /// Whether an operator makes the pod of more than is written here, so that what is missing may
    /// stand elsewhere: it merges the containers with its own, or has defaults for them.
    pub(crate) fn is_patch(&self) -> bool {
        let group = self.object.group();
        if let Some(outer) = self.workflow() {
            return outer.get("templateDefaults").exists();
        }
        let completed = |container: Container| !container.node.get("image").exists();
        match group {
            _ if self.object.is_built_in() || AS_WRITTEN.contains(&group) => false,
            "serving.kserve.io" if self.object.kind != "InferenceService" => true,
            "serving.kserve.io" => {
                self.containers().any(|container| !container.is_listed() || completed(container))
            }
            _ => self.containers().any(completed),
        }
    }

    /// Whether parts of the pod, if not of its containers, may stand elsewhere.
    pub(crate) fn is_partial(&self) -> bool {
        self.workflow().is_some() || self.is_patch()
    }

    /// Whether it runs on Windows, where Linux settings mean nothing. Before 1.25 nobody could rely on
    /// what it says, and Pod Security did not.
    pub(crate) fn is_windows(&self) -> bool {
        self.spec().path(["os", "name"]).text() == Some("windows") && self.run.minor() >= 25
    }

    /// Whether its users are its own, so that root in it is nobody on the node. Pod Security takes that
    /// into account from 1.35 on.
    pub(crate) fn has_own_users(&self) -> bool {
        self.spec().get("hostUsers").bool() == Some(false) && self.run.minor() >= 35
    }

    /// How long a pod may take to end, in seconds.
    pub(crate) fn grace_seconds(&self) -> Option<i64> {
        let grace = self.spec().get("terminationGracePeriodSeconds");
        if grace.exists() { grace.int() } else { Some(30) }
    }

    /// The volume with a name.
    pub(crate) fn volume(&self, name: &str) -> Option<Node<'a>> {
        self.spec().get("volumes").items().find(|volume| volume.get("name").text() == Some(name))
    }

    /// Whether a `LimitRange` of the run gives its containers what they do not request themselves.
    pub(crate) fn has_default_request(&self, resource: &str) -> bool {
        let ranges = self.run.objects.within("LimitRange", self.object.namespace());
        let mut limits = ranges.flat_map(|range| range.spec().get("limits").items());
        // Where the first is not written, the API takes one of the others.
        limits.any(|limit| {
            limit.get("type").text() == Some("Container")
                && ["defaultRequest", "default", "max", "min"]
                    .iter()
                    .any(|field| limit.get(field).get(resource).exists())
        })
    }

    /// Whether an operator makes it of its template, by rules of its own.
    pub(crate) fn is_by_operator(&self) -> bool {
        super::workload::is_by_operator(self.object)
    }

    /// Whether its pods live until somebody ends them.
    pub(crate) fn is_long_running(&self) -> bool {
        super::workload::is_long_running(self.object)
    }
}
