//! A container of a pod.

use super::{Image, Pod};
use crate::run::Built;
use crate::yaml::Node;

/// A container of a pod.
#[derive(Clone, Copy)]
pub(crate) struct Container<'a> {
    /// The container.
    pub(crate) node: Node<'a>,
    pub(crate) pod: Pod<'a>,
    pub(crate) role: Role,
}

/// What a container is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    App,
    /// Runs before the others and ends.
    Init,
    /// An init container that stays: `restartPolicy: Always`.
    Sidecar,
    Ephemeral,
}

/// A variable in the environment of a container.
#[derive(Clone, Copy)]
pub(crate) struct Variable<'a> {
    pub(crate) name: &'a str,
    /// The place in the container that brings it in: its value, or the reference to it.
    pub(crate) place: Node<'a>,
    /// The value, if it is in the run; missing if only the cluster knows it.
    pub(crate) value: Node<'a>,
    /// Whether the value stands in a ConfigMap and not here.
    pub(crate) in_config_map: bool,
}

/// Whether pods have a security setting too: what `PodSecurityContext` and `SecurityContext` share.
#[inline]
fn is_inherited(field: &str) -> bool {
    matches!(
        field,
        "appArmorProfile"
            | "runAsGroup"
            | "runAsNonRoot"
            | "runAsUser"
            | "seLinuxOptions"
            | "seccompProfile"
            | "windowsOptions"
    )
}

impl<'a> Container<'a> {
    /// The name; the key of one that stands alone.
    pub(crate) fn name(&self) -> &'a str {
        let key = || self.node.key().filter(|_| !self.is_listed())?.text();
        self.node.get("name").text().or_else(key).unwrap_or("?")
    }

    /// Whether it stands in a list of containers, and not alone under a key of its own.
    pub(crate) fn is_listed(&self) -> bool {
        self.node.parent().is_sequence()
    }

    /// Whether it runs as long as the pod does.
    pub(crate) fn is_lasting(&self) -> bool {
        matches!(self.role, Role::App | Role::Sidecar)
    }

    /// A security setting. The container's own wins over the pod's, as in the kubelet; of settings
    /// that only containers have, nothing is inherited.
    #[inline]
    pub(crate) fn security(&self, field: &str) -> Node<'a> {
        let own = self.own_security(field);
        if own.is_template() || !is_inherited(field) {
            return own;
        }
        own.or(self.pod.security(field))
    }

    /// A security setting of the container's own, whatever the pod says.
    #[inline]
    pub(crate) fn own_security(&self, field: &str) -> Node<'a> {
        self.node.path(["securityContext", field])
    }

    /// Where the image is written.
    pub(crate) fn image_node(&self) -> Node<'a> {
        self.node.get("image")
    }

    /// The image.
    pub(crate) fn image(&self) -> Option<Image<'a>> {
        self.image_node().str().map(Image::new)
    }

    /// What its image is built from, if the run says so.
    pub(crate) fn built(&self) -> Option<Built<'a>> {
        self.pod.run.built(self.image_node())
    }

    /// The limit of a resource.
    #[inline]
    pub(crate) fn limit(&self, resource: &str) -> Node<'a> {
        self.node.path(["resources", "limits", resource])
    }

    /// The request for a resource. What has a limit only requests as much.
    #[inline]
    pub(crate) fn request(&self, resource: &str) -> Node<'a> {
        self.node.path(["resources", "requests", resource]).or(self.limit(resource))
    }

    /// Command and arguments, as they are written.
    pub(crate) fn words(&self) -> impl Iterator<Item = Node<'a>> {
        ["command", "args"].into_iter().flat_map(|list| self.node.get(list).items())
    }

    /// The environment, what ConfigMaps of the run bring in included. Later ones win.
    pub(crate) fn env(&self) -> Vec<Variable<'a>> {
        let mut env = Vec::new();
        for from in self.node.get("envFrom").items() {
            let prefix = from.get("prefix").text().unwrap_or_default();
            let place = from.path(["configMapRef", "name"]);
            // A prefix makes new names; nothing that rules look for has one.
            let Some(map) = place.text().filter(|_| prefix.is_empty()) else { continue };
            for (key, value) in self.config_map(map).entries() {
                let name = key.text().unwrap_or_default();
                env.push(Variable { name, place, value, in_config_map: true });
            }
        }
        for entry in self.node.get("env").items() {
            let Some(name) = entry.get("name").text() else { continue };
            let reference = entry.path(["valueFrom", "configMapKeyRef"]);
            env.push(match (reference.get("name").text(), reference.get("key").text()) {
                (Some(map), Some(key)) => {
                    let value = self.config_map(map).get(key);
                    Variable { name, place: reference.get("key"), value, in_config_map: true }
                }
                _ => {
                    let value = entry.get("value");
                    let place = value.or(entry.get("valueFrom"));
                    Variable { name, place, value, in_config_map: false }
                }
            });
        }
        env
    }

    /// The variable that holds in the end.
    pub(crate) fn variable(&self, name: &str) -> Option<Variable<'a>> {
        self.env().into_iter().rev().find(|variable| variable.name == name)
    }

    /// Its probes, by field.
    #[inline]
    pub(crate) fn probe(&self, field: &str) -> Node<'a> {
        self.node.get(field)
    }

    /// Where a volume mounted at `path` is declared in the pod.
    pub(crate) fn volume_at(&self, path: &str) -> Option<Node<'a>> {
        self.pod.volume(self.mount_at(path)?.get("name").text()?)
    }

    /// The mount at `path`, whatever is mounted there.
    pub(crate) fn mount_at(&self, path: &str) -> Option<Node<'a>> {
        let at = |mount: &Node<'a>| {
            mount
                .get("mountPath")
                .text()
                .is_some_and(|mounted| mounted.trim_end_matches('/') == path)
        };
        self.node.get("volumeMounts").items().find(at)
    }

    fn config_map(&self, name: &'a str) -> Node<'a> {
        let namespace = self.pod.object.namespace();
        match self.pod.run.objects.find("ConfigMap", namespace, name) {
            Some(map) => map.root.get("data"),
            None => self.node.gone(),
        }
    }
}
