use crate::k8s::Pod;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let npus: Vec<_> = npu::requests_of(pod).collect();
    let Some(npu) = npus.first().filter(|_| !npu::is_infrastructure(pod)) else {
        return hits.skip();
    };
    for volume in pod.spec().get("volumes").items() {
        let place = volume.path(["hostPath", "path"]);
        let Some(path) = place.str() else { continue };
        let case = match path.trim_end_matches('/') {
            "/dev" => "all",
            path if npu::after_card(path).is_some() => "device",
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
