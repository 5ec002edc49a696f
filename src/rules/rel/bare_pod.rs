use crate::k8s::Manifest;
use crate::rule::Hits;

/// What marks a pod as one that somebody else looks after: Helm and Argo CD run hooks once, static pods
/// are the kubelet's.
const LOOKED_AFTER: [&str; 4] = [
    "helm.sh/hook",
    "argocd.argoproj.io/hook",
    "kubernetes.io/config.mirror",
    "kubernetes.io/config.source",
];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let metadata = object.root.get("metadata");
    let name = metadata.get("name").or(metadata.get("generateName"));
    let annotations = object.annotations();
    let is_owned = metadata.get("ownerReferences").items().len() > 0;
    let is_hook = LOOKED_AFTER.iter().any(|key| annotations.get(key).exists());
    // A pod without a name is a template for Jenkins, Spark and the like.
    if !object.is_built_in() || !name.exists() || is_owned || is_hook {
        return hits.skip();
    }
    let is_static = object.namespace() == Some("kube-system")
        && object.spec().get("hostNetwork").bool() == Some(true);
    // What ends is to be looked at, and gone.
    let ends = matches!(object.spec().get("restartPolicy").str(), Some("Never" | "OnFailure"));
    if is_static || ends {
        return hits.skip();
    }
    if hits.met_template() {
        return;
    }
    hits.at(name, [("name", &object.name())]);
}
