use crate::k8s::Pod;
use crate::rule::Hits;

/// What Kubernetes has besides the types that the restricted level allows, and besides hostPath: that
/// is for `host_path_volume` to judge.
const RESTRICTED: [&str; 19] = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "iscsi",
    "nfs",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    for volume in pod.spec().get("volumes").items() {
        let name = volume.get("name").text().unwrap_or_default();
        for (key, source) in volume.entries() {
            let kind = key.text().unwrap_or_default();
            if RESTRICTED.contains(&kind) && source.exists() {
                hits.at(source, [("volume", &name), ("type", &kind)]);
            }
        }
    }
}
