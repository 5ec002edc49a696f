use std::fmt::Display;

use crate::k8s::{Manifest, Object};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::yaml::Node;

const ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let claims: Vec<_> = match object.kind {
        "PersistentVolumeClaim" => vec![object.root],
        _ => object.spec().get("volumeClaimTemplates").items().collect(),
    };
    if claims.is_empty() {
        return hits.skip();
    }
    for claim in claims {
        let annotation = claim.path(["metadata", "annotations", ANNOTATION]);
        if annotation.exists() {
            let class = annotation.text().unwrap_or_default();
            hits.case("annotation", annotation, [("claim", &name(claim)), ("class", &class)]);
        } else {
            judge(object, claim, hits);
        }
    }
}

fn judge(object: &Manifest, claim: Node, hits: &mut Hits) {
    let spec = claim.get("spec");
    let place = spec.get("storageClassName");
    let is_bound = spec.get("volumeName").exists() || spec.get("selector").exists();
    let Some(class) = place.str().filter(|class| !class.is_empty() && !is_bound) else { return };
    let objects = &object.run.objects;
    let of_volume = |volume: &Object| volume.spec().get("storageClassName").text() == Some(class);
    let exists = is_provided(class)
        || objects.find("StorageClass", None, class).is_some()
        || objects.of_kind("PersistentVolume").any(of_volume);
    if exists {
        return;
    }
    let near = nearest(class, objects.of_kind("StorageClass"), |object| object.name());
    let Some(near) = near else { return };
    let args: [(_, &dyn Display); 3] =
        [("claim", &name(claim)), ("class", &class), ("near", &near.name())];
    hits.case("undeclared", place, args).related("near", near.name_node());
}

fn name(claim: Node<'_>) -> &str {
    claim.path(["metadata", "name"]).text().unwrap_or_default()
}

/// Classes, and beginnings of their names, that managed clusters, distributions and the usual
/// operators for storage bring along.
const PROVIDED: [&str; 26] = [
    "alibabacloud-",
    "alicloud-",
    "azureblob",
    "azurefile",
    "cbs",
    "ceph",
    "csi-",
    "default",
    "do-block-storage",
    "efs",
    "enterprise-",
    "gp2",
    "gp3",
    "hostpath",
    "ibmc-",
    "linode-",
    "local-path",
    "longhorn",
    "managed",
    "microk8s-",
    "nfs",
    "oci",
    "openebs-",
    "premium-",
    "rook-",
    "standard",
];

fn is_provided(class: &str) -> bool {
    PROVIDED.iter().any(|start| class.starts_with(start))
}
