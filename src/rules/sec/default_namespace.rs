use crate::helm;
use crate::k8s::Manifest;
use crate::rule::{Hits, Profile};

/// What stands beside pods and belongs to them.
const BESIDE: [(&str, &str); 6] = [
    ("", "ConfigMap"),
    ("", "PersistentVolumeClaim"),
    ("", "Secret"),
    ("", "Service"),
    ("", "ServiceAccount"),
    ("networking.k8s.io", "Ingress"),
];
/// What Kubernetes has there itself.
const ITS_OWN: [(&str, &str); 3] =
    [("ConfigMap", "kube-root-ca.crt"), ("Service", "kubernetes"), ("ServiceAccount", "default")];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let is_of_workload = BESIDE.contains(&(object.group(), object.kind)) || object.runs_pods();
    if !is_of_workload || ITS_OWN.contains(&(object.kind, object.name())) {
        return hits.skip();
    }
    let namespace = object.root.path(["metadata", "namespace"]);
    let case = match namespace.str() {
        Some("default") => "written",
        None if !namespace.exists() => "absent",
        _ => return,
    };
    // Most people leave the namespace to the command that applies the manifest.
    if case == "absent" && object.run.options.profile != Profile::All {
        return hits.skip();
    }
    let mut kustomizations = object.run.objects.of_kind("Kustomization");
    let is_moved =
        kustomizations.any(|file| case == "absent" || file.root.get("namespace").exists());
    // Helm writes "default" unless it is told where to install.
    if is_moved || helm::is_rendered(object.root.source(), object.root.document().extent().start) {
        return hits.unknown();
    }
    hits.case(case, namespace, [("kind", &object.kind), ("name", &object.name())]);
}
