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
    hits.case("default", npu.amount(), [("container", &container.name()), ("devices", &devices)]);
}
