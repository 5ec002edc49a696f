//! What a pod needs of other objects: configuration, secrets, storage, an identity.

use super::Pod;
use crate::yaml::Node;

/// A `ConfigMap`, `Secret`, `PersistentVolumeClaim` or `ServiceAccount` that a pod names.
pub(crate) struct Reference<'a> {
    pub(crate) kind: &'static str,
    /// Where its name stands.
    pub(crate) name: Node<'a>,
    /// Whether the pod starts without it.
    pub(crate) optional: bool,
    /// A key that must be in it, and a list of such.
    key: Node<'a>,
    items: Node<'a>,
}

impl<'a> Reference<'a> {
    /// The keys that must be in it.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Node<'a>> {
        let listed = self.items.items().map(|item| item.get("key"));
        std::iter::once(self.key).filter(|key| key.exists()).chain(listed)
    }
}

impl<'a> Pod<'a> {
    /// Everything that it names and cannot start without, or could.
    pub(crate) fn references(&self) -> Vec<Reference<'a>> {
        let mut all = Vec::new();
        let mut add = |reference: Reference<'a>| {
            if reference.name.exists() {
                all.push(reference);
            }
        };
        let spec = self.spec();
        add(whole("ServiceAccount", self.account_name()));
        for secret in spec.get("imagePullSecrets").items() {
            add(whole("Secret", secret.get("name")));
        }
        for volume in spec.get("volumes").items() {
            let claim = volume.path(["persistentVolumeClaim", "claimName"]);
            add(whole("PersistentVolumeClaim", claim));
            add(files("ConfigMap", volume.get("configMap"), "name"));
            add(files("Secret", volume.get("secret"), "secretName"));
            for source in volume.path(["projected", "sources"]).items() {
                add(files("ConfigMap", source.get("configMap"), "name"));
                add(files("Secret", source.get("secret"), "name"));
            }
        }
        for container in self.containers() {
            for from in container.node.get("envFrom").items() {
                add(files("ConfigMap", from.get("configMapRef"), "name"));
                add(files("Secret", from.get("secretRef"), "name"));
            }
            for variable in container.node.get("env").items() {
                let from = variable.get("valueFrom");
                add(one_key("ConfigMap", from.get("configMapKeyRef")));
                add(one_key("Secret", from.get("secretKeyRef")));
            }
        }
        all
    }
}

fn whole<'a>(kind: &'static str, name: Node<'a>) -> Reference<'a> {
    Reference { kind, name, optional: false, key: name.gone(), items: name.gone() }
}

/// An object whose keys become files or variables: all, or those that are listed.
fn files<'a>(kind: &'static str, source: Node<'a>, name: &str) -> Reference<'a> {
    let optional = is_optional(source);
    Reference { optional, items: source.get("items"), ..whole(kind, source.get(name)) }
}

fn one_key<'a>(kind: &'static str, source: Node<'a>) -> Reference<'a> {
    let optional = is_optional(source);
    Reference { optional, key: source.get("key"), ..whole(kind, source.get("name")) }
}

fn is_optional(source: Node) -> bool {
    source.get("optional").bool() == Some(true)
}
