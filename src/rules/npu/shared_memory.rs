use std::fmt::Display;

use crate::fix::Edit;
use crate::k8s::{Container, Pod};
use crate::npu;
use crate::rule::Hits;

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
    hits.case("default", npu.amount(), args).fix(mounts(container));
}

/// The edits that mount memory there: a volume for the pod, and a mount for the container.
fn mounts(container: &Container) -> [Option<Edit>; 2] {
    let spec = container.pod.spec();
    let is_free = container.pod.volume("shm").is_none();
    let volume = "{name: shm, emptyDir: {medium: Memory, sizeLimit: 1Gi}}";
    let mount = "{name: shm, mountPath: /dev/shm}";
    [
        Edit::push(spec, "volumes", volume).filter(|_| is_free),
        Edit::push(container.node, "volumeMounts", mount),
    ]
}
