//! What a pod needs of other objects: configuration, secrets, storage, an identity.

use super::Pod;
use crate::yaml::Node;

/// A `ConfigMap`, `Secret`, `PersistentVolumeClaim` or `ServiceAccount` that a pod names.
pub(crate) struct Reference<'a> {
    pub(crate) kind: &'static str,
    /// Where its name stands.
    pub(crate) name: Node<'a>,
    /// The keys that must be in it.
    pub(crate) keys: Vec<Node<'a>>,
    /// Whether the pod starts without it.
    pub(crate) optional: bool,
}

impl<'a> Pod<'a> {
    /// Everything that it names and cannot start without, or could.
    pub(crate) fn references(&self) -> Vec<Reference<'a>> {
        let spec = self.spec();
        let mut all = vec![whole(
            "ServiceAccount",
            spec.get("serviceAccountName").or(spec.get("serviceAccount")),
        )];
        all.extend(
            spec.get("imagePullSecrets").items().map(|secret| whole("Secret", secret.get("name"))),
        );
        for volume in spec.get("volumes").items() {
            let claim = volume.get("persistentVolumeClaim").get("claimName");
            all.push(whole("PersistentVolumeClaim", claim));
            all.push(files("ConfigMap", volume.get("configMap"), "name"));
            all.push(files("Secret", volume.get("secret"), "secretName"));
            for source in volume.path(&["projected", "sources"]).items() {
                all.push(files("ConfigMap", source.get("configMap"), "name"));
                all.push(files("Secret", source.get("secret"), "name"));
            }
        }
        for container in self.containers() {
            for from in container.node.get("envFrom").items() {
                all.push(files("ConfigMap", from.get("configMapRef"), "name"));
                all.push(files("Secret", from.get("secretRef"), "name"));
            }
            for variable in container.node.get("env").items() {
                let from = variable.get("valueFrom");
                all.push(one_key("ConfigMap", from.get("configMapKeyRef")));
                all.push(one_key("Secret", from.get("secretKeyRef")));
            }
        }
        all.retain(|reference| reference.name.exists());
        all
    }
}

fn whole<'a>(kind: &'static str, name: Node<'a>) -> Reference<'a> {
    Reference { kind, name, keys: Vec::new(), optional: false }
}

/// An object whose keys become files or variables: all, or those that are listed.
fn files<'a>(kind: &'static str, source: Node<'a>, name: &str) -> Reference<'a> {
    let keys = source.get("items").items().map(|item| item.get("key")).collect();
    Reference { kind, name: source.get(name), keys, optional: is_optional(source) }
}

fn one_key<'a>(kind: &'static str, source: Node<'a>) -> Reference<'a> {
    let keys = vec![source.get("key")];
    Reference { kind, name: source.get("name"), keys, optional: is_optional(source) }
}

fn is_optional(source: Node) -> bool {
    source.get("optional").bool() == Some(true)
}
