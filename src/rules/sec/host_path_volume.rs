use crate::k8s::Pod;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    for volume in pod.spec().get("volumes").items() {
        let host_path = volume.get("hostPath");
        if !host_path.exists() {
            continue;
        }
        // Wherever it leads, it is a path of the host.
        let path = host_path.get("path");
        let place = if path.is_template() { host_path } else { path.or(host_path) };
        let name = volume.get("name").text().unwrap_or_default();
        let path = path.text().unwrap_or_default();
        let case = if npu::driver_path(path).is_some() { "driver" } else { "path" };
        hits.case(case, place, [("volume", &name), ("path", &path), ("name", &pod.object.name())]);
    }
}
