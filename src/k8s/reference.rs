//! What a pod needs of other objects: configuration, secrets, storage, an identity.

use super::{Objects, Pod};
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

/// What every namespace has, or gets from its platform.
const EVERYWHERE: [(&str, &str); 4] = [
    ("ServiceAccount", "default"),
    ("ConfigMap", "kube-root-ca.crt"),
    ("ConfigMap", "openshift-service-ca.crt"),
    ("ConfigMap", "istio-ca-root-cert"),
];

/// Kinds whose controllers make objects of other kinds: the maker, what it makes, and where the name
/// of that stands; without that it has the maker's name.
const MAKERS: [(&str, &str, &[&str]); 9] = [
    ("ExternalSecret", "Secret", &["spec", "target", "name"]),
    ("SealedSecret", "Secret", &["spec", "template", "metadata", "name"]),
    ("Certificate", "Secret", &["spec", "secretName"]),
    ("VaultStaticSecret", "Secret", &["spec", "destination", "name"]),
    ("VaultDynamicSecret", "Secret", &["spec", "destination", "name"]),
    ("InfisicalSecret", "Secret", &["spec", "managedSecretReference", "secretName"]),
    ("OnePasswordItem", "Secret", &["metadata", "name"]),
    // Fluid's Dataset and KubeVirt's DataVolume are used through a claim of their own name.
    ("Dataset", "PersistentVolumeClaim", &["metadata", "name"]),
    ("DataVolume", "PersistentVolumeClaim", &["metadata", "name"]),
];

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

impl<'a> Objects<'a> {
    /// Whether something else than the manifests makes this object: the platform, or the controller
    /// of an object of the run.
    pub(crate) fn is_made(&self, kind: &str, namespace: Option<&'a str>, name: &str) -> bool {
        EVERYWHERE.contains(&(kind, name))
            || MAKERS.iter().filter(|(_, made, _)| *made == kind).any(|(maker, _, path)| {
                self.of(maker, namespace)
                    .any(|maker| maker.root.path(path).text().unwrap_or(maker.name()) == name)
            })
            || self.is_generated(kind, name)
            || (kind == "PersistentVolumeClaim"
                && self.of("StatefulSet", namespace).any(|set| claims(set.root, set.name(), name)))
    }

    /// Whether a kustomization of the run generates it. Which namespace that ends up in, only
    /// kustomize knows.
    fn is_generated(&self, kind: &str, name: &str) -> bool {
        let generator = match kind {
            "ConfigMap" => "configMapGenerator",
            "Secret" => "secretGenerator",
            _ => return false,
        };
        self.of_kind("Kustomization")
            .flat_map(|file| file.root.get(generator).items())
            .any(|generated| generated.get("name").text() == Some(name))
    }
}

/// Whether a `StatefulSet` makes a claim of this name: `<template>-<set>-<number>`.
fn claims(set: Node, set_name: &str, claim: &str) -> bool {
    set.path(&["spec", "volumeClaimTemplates"]).items().any(|template| {
        let name = template.path(&["metadata", "name"]).text().unwrap_or_default();
        let rest = claim.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        let rest = rest.and_then(|rest| rest.strip_prefix(set_name)?.strip_prefix('-'));
        rest.is_some_and(|number| number.parse::<u32>().is_ok())
    })
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
