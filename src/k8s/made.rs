//! What no manifest has, because the platform or a controller makes it.

use foldhash::{HashSet, HashSetExt};

use super::index::{Index, Namespace};
use super::{Object, Objects, monitor, workload};
use crate::yaml::Node;

/// What the objects of a run, and the platform, make.
pub(super) struct Made<'a> {
    /// By kind and name.
    objects: Index<'a, (&'static str, &'a str)>,
    /// Names of claims up to their number.
    claims: HashSet<(Namespace<'a>, String)>,
    /// What makes pods, or anything, by plans of its own.
    makers: Index<'a, ()>,
    /// By their names, which begin those of what they make.
    owners: Index<'a, &'a str>,
    /// Keys of the labels that Kustomize adds to pods.
    labels: HashSet<&'a str>,
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

/// Kinds that install whole applications, into whatever namespace.
const INSTALLERS: [(&str, &str); 5] = [
    ("argoproj.io", "Application"),
    ("argoproj.io", "ApplicationSet"),
    ("helm.toolkit.fluxcd.io", "HelmRelease"),
    ("kustomize.toolkit.fluxcd.io", "Kustomization"),
    ("helm.cattle.io", "HelmChart"),
];

/// API groups, and ends of them, whose controllers make neither pods nor Services.
const GROUPS_OF_SETTINGS: [&str; 40] = [
    // certificates and secrets
    "bitnami.com",
    "cert-manager.io",
    "external-secrets.io",
    "onepassword.com",
    "secrets-store.csi.x-k8s.io",
    "secrets.hashicorp.com",
    "secrets.infisical.com",
    // routes and networks
    "antrea.io",
    "apisix.apache.org",
    "cilium.io",
    "cloud.google.com",
    "configuration.konghq.com",
    "elbv2.k8s.aws",
    "getambassador.io",
    "k8s.nginx.org",
    "metallb.io",
    "networking.gke.io",
    "networking.istio.io",
    "projectcalico.org",
    "projectcontour.io",
    "route.openshift.io",
    "security.istio.io",
    "telemetry.istio.io",
    "traefik.containo.us",
    "traefik.io",
    // clusters, nodes and rules for others
    "backstage.io",
    "cluster.x-k8s.io",
    "config.openshift.io",
    "eksctl.io",
    "gatekeeper.sh",
    "karpenter.k8s.aws",
    "karpenter.sh",
    "k3d.io",
    "keda.sh",
    "kind.x-k8s.io",
    "kueue.x-k8s.io",
    "kyverno.io",
    "machineconfiguration.openshift.io",
    "scheduling.volcano.sh",
    "security.openshift.io",
];

/// Kinds that make neither pods nor Services, in groups with others that do.
const KINDS_OF_SETTINGS: [(&str, &str); 11] = [
    ("argoproj.io", "AppProject"),
    ("flagger.app", "AlertProvider"),
    ("flagger.app", "MetricTemplate"),
    ("grafana.integreatly.org", "GrafanaDashboard"),
    ("grafana.integreatly.org", "GrafanaDatasource"),
    ("grafana.integreatly.org", "GrafanaFolder"),
    ("monitoring.coreos.com", "AlertmanagerConfig"),
    ("monitoring.coreos.com", "Probe"),
    ("monitoring.coreos.com", "PrometheusRule"),
    ("monitoring.coreos.com", "ScrapeConfig"),
    ("operator.victoriametrics.com", "VMRule"),
];

impl<'a> Made<'a> {
    pub(super) fn new() -> Self {
        let (objects, makers, owners) = (Index::new(), Index::new(), Index::new());
        Self { objects, claims: HashSet::new(), makers, owners, labels: HashSet::new() }
    }

    /// Adds what an object makes.
    pub(super) fn add(&mut self, number: usize, object: Object<'a>, has_templates: bool) {
        let namespace = object.namespace();
        for (_, made, path) in MAKERS.iter().filter(|(maker, ..)| *maker == object.kind) {
            let name = object.root.along(path).text().unwrap_or(object.name());
            self.objects.insert((made, name), namespace, number);
        }
        match object.kind {
            "StatefulSet" => self.add_claims(object),
            "Kustomization" | "Component" if object.group() == "kustomize.config.k8s.io" => {
                self.add_generated(number, object);
            }
            _ => {}
        }
        if INSTALLERS.contains(&(object.group(), object.kind)) {
            self.makers.insert((), None, number);
        } else if is_maker(object) {
            self.owners.insert(object.name(), namespace, number);
            if !has_templates {
                self.makers.insert((), namespace, number);
            }
        }
    }

    /// A set makes a claim `<template>-<set>-<number>` for each of its pods.
    fn add_claims(&mut self, set: Object<'a>) {
        for template in set.spec().get("volumeClaimTemplates").items() {
            let name = template.path(["metadata", "name"]).text().unwrap_or_default();
            self.claims.insert((set.namespace(), format!("{name}-{}", set.name())));
        }
    }

    /// Which namespace what is generated ends up in, only Kustomize knows.
    fn add_generated(&mut self, number: usize, file: Object<'a>) {
        for (kind, field) in [("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")] {
            let generated = file.root.get(field).items();
            for name in generated.filter_map(|generator| generator.get("name").text()) {
                self.objects.insert((kind, name), None, number);
            }
        }
        let pairs = file.root.get("labels").items().map(|labels| labels.get("pairs"));
        let labels = pairs.chain([file.root.get("commonLabels")]).flat_map(Node::entries);
        self.labels.extend(labels.filter_map(|(key, _)| key.text()));
        let is_remote = |path: Node| path.text().is_some_and(|path| path.contains("//"));
        let charts = ["helmCharts", "helmChartInflationGenerator"];
        if charts.iter().any(|field| file.root.get(field).exists())
            || ["resources", "bases"].iter().any(|l| file.root.get(l).items().any(is_remote))
        {
            self.makers.insert((), None, number);
        }
    }

    fn has_claim(&self, namespace: Namespace<'a>, name: &str) -> bool {
        name.rsplit_once('-').is_some_and(|(claim, number)| {
            number.parse::<u32>().is_ok() && self.claims.contains(&(namespace, claim.to_owned()))
        })
    }
}

impl<'a> Objects<'a> {
    /// Whether something else than the manifests makes this object: the platform, or the controller
    /// of an object of the run.
    pub(crate) fn is_made(
        &self,
        kind: &'static str,
        namespace: Namespace<'a>,
        name: &'a str,
    ) -> bool {
        EVERYWHERE.contains(&(kind, name))
            || self.made.objects.contains((kind, name), namespace)
            || (kind == "PersistentVolumeClaim" && self.made.has_claim(namespace, name))
    }

    /// Whether there may be pods in a namespace that no manifest has.
    pub(super) fn may_have_pods(&self, namespace: Namespace<'a>) -> bool {
        self.made.makers.contains((), namespace)
    }

    /// Whether there may be a Service of this name in a namespace that no manifest has.
    pub(crate) fn may_have_service(&self, namespace: Namespace<'a>, name: &'a str) -> bool {
        let mut starts = name.match_indices('-').map(|(at, _)| &name[..at]).chain([name]);
        self.may_have_pods(namespace)
            || self.has_unnamed("Service", namespace)
            || starts.any(|start| self.made.owners.contains(start, namespace))
    }

    /// Whether Kustomize adds a label of this key to pods.
    pub(super) fn adds_label(&self, key: &str) -> bool {
        self.made.labels.contains(key)
    }
}

/// Whether a controller may make pods or Services of this object, beside the pods of its templates.
fn is_maker(object: Object) -> bool {
    let (group, kind) = (object.group(), object.kind);
    let is_setting = |end: &&str| {
        group.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    workload::is_by_operator(object)
        && !monitor::is_monitor(kind)
        && !GROUPS_OF_SETTINGS.iter().any(is_setting)
        && !KINDS_OF_SETTINGS.contains(&(group, kind))
}
