//! A pod, or a template of pods.

use super::{Container, Object, Role};
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
}

impl<'a> Pod<'a> {
    /// The pod spec.
    pub(crate) fn spec(&self) -> Node<'a> {
        spec_of(self.template)
    }

    /// The labels of the pod.
    pub(crate) fn labels(&self) -> Node<'a> {
        self.template.path(&["metadata", "labels"])
    }

    /// The annotations of the pod.
    pub(crate) fn annotations(&self) -> Node<'a> {
        self.template.path(&["metadata", "annotations"])
    }

    /// Its containers: app containers, init containers and ephemeral ones.
    pub(crate) fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let pod = *self;
        ["initContainers", "containers", "ephemeralContainers"].into_iter().flat_map(move |list| {
            pod.spec().get(list).items().map(move |node| Container {
                node,
                pod,
                role: match list {
                    "containers" => Role::App,
                    "ephemeralContainers" => Role::Ephemeral,
                    _ if node.get("restartPolicy").text() == Some("Always") => Role::Sidecar,
                    _ => Role::Init,
                },
            })
        })
    }

    /// A security setting of the pod.
    pub(crate) fn security(&self, field: &str) -> Node<'a> {
        self.spec().path(&["securityContext", field])
    }

    /// Whether it runs on Windows, where Linux settings mean nothing. Before 1.25 nobody could rely on
    /// what it says, and Pod Security did not.
    pub(crate) fn is_windows(&self) -> bool {
        self.spec().path(&["os", "name"]).text() == Some("windows") && self.run.minor() >= 25
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

    /// Whether its pods live until somebody ends them.
    pub(crate) fn is_long_running(&self) -> bool {
        super::workload::is_long_running(self.object)
    }
}

/// The pod spec of a template; or the template, where it has no metadata.
pub(super) fn spec_of(template: Node<'_>) -> Node<'_> {
    if template.get("containers").is_sequence() { template } else { template.get("spec") }
}
