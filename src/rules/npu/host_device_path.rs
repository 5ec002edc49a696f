use crate::k8s::Pod;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let npus: Vec<_> = pod.containers().flat_map(|container| npu::requests(&container)).collect();
    let Some(npu) = npus.first().filter(|_| !npu::is_infrastructure(pod)) else {
        return hits.skip();
    };
    for volume in pod.spec().get("volumes").items() {
        let place = volume.path(&["hostPath", "path"]);
        let Some(path) = place.str() else { continue };
        let case = match path.trim_end_matches('/') {
            "/dev" => "all",
            path if path.starts_with("/dev/davinci") || path.starts_with("/dev/vdavinci") => {
                "device"
            }
            _ => continue,
        };
        hits.case(
            case,
            place,
            [("path", &path), ("name", &pod.object.name()), ("resource", &npu.name)],
        )
        .related("request", npu.key);
    }
}
