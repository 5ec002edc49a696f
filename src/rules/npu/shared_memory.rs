use std::fmt::Display;

use crate::fix::{Edit, Value};
use crate::k8s::{Container, Pod};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let mut several = pod
        .containers()
        .filter(Container::is_lasting)
        .filter_map(|container| Some((container, npu::devices(&container)?)))
        .filter(|(_, devices)| *devices >= 2)
        .peekable();
    if several.peek().is_none() {
        return hits.skip();
    }
    // KubeRay mounts memory at /dev/shm by itself (ray-operator, common/pod.go).
    let host_ipc = pod.spec().get("hostIPC");
    if (host_ipc.exists() && host_ipc.bool() != Some(false)) || pod.object.group() == "ray.io" {
        return;
    }
    for (container, devices) in several {
        judge(&container, devices, hits);
    }
}

fn judge(container: &Container, devices: i64, hits: &mut Hits) {
    if let Some(volume) = container.volume_at("/dev/shm") {
        // What is behind other kinds of volume, the manifest does not tell.
        let directory = volume.get("emptyDir");
        let medium = directory.get("medium");
        if directory.exists() && medium.str() != Some("Memory") {
            hits.case("disk", medium, [("container", &container.name()), ("devices", &devices)]);
        }
        return;
    }
    let requests = npu::requests(container);
    let Some(npu) = requests.iter().find(|npu| !npu::is_part(npu.name)) else { return };
    let args: [(_, &dyn Display); 2] = [("container", &container.name()), ("devices", &devices)];
    let hit = hits.case("default", npu.amount(), args);
    // What is mounted there may be declared elsewhere, as claims of a StatefulSet are.
    if container.mount_at("/dev/shm").is_none() {
        hit.fix(mounts(container));
    }
}

/// Names for a new volume, in the order in which people take them.
const NAMES: [&str; 2] = ["shm", "dshm"];

/// The edits that mount memory there: a mount for the container, and a volume for the pod unless one
/// for this is there already. Both may come to the same place, and the mount stands deeper.
fn mounts(container: &Container) -> Vec<Option<Edit>> {
    let pod = container.pod;
    let is_memory = |volume: Node| volume.path(["emptyDir", "medium"]).str() == Some("Memory");
    let is_usable = |name: &&str| pod.volume(name).is_none_or(is_memory);
    let Some(name) = NAMES.into_iter().find(is_usable) else { return vec![None] };
    let mount = [("name", Value::Text(name)), ("mountPath", Value::Text("/dev/shm"))];
    let memory = [("medium", Value::Text("Memory")), ("sizeLimit", Value::Text("1Gi"))];
    let volume = [("name", Value::Text(name)), ("emptyDir", Value::Mapping(&memory))];
    let mut edits = vec![Edit::push(container.node, "volumeMounts", Value::Mapping(&mount))];
    if pod.volume(name).is_none() {
        edits.push(Edit::push(pod.spec(), "volumes", Value::Mapping(&volume)));
    }
    edits
}
