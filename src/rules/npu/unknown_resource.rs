use crate::fix::Edit;
use crate::k8s::{Container, Manifest};
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    if requests.is_empty() {
        return hits.skip();
    }
    let own = &container.pod.run.options.npu_resources;
    for npu in requests.iter().filter(|npu| !npu::is_registered(npu.name, own)) {
        let nearest = npu::nearest(npu.name, own);
        let case = if !npu::is_acceptable(npu.name) {
            "refused"
        } else if nearest.eq_ignore_ascii_case(npu.name) {
            "case"
        } else {
            "unknown"
        };
        let mut hit = hits.case(
            case,
            npu.key,
            [("container", &container.name()), ("resource", &npu.name), ("nearest", &nearest)],
        );
        if npu.limit.exists() && npu.request.exists() {
            hit = hit.related("request", npu.request);
        }
        if nearest.eq_ignore_ascii_case(npu.name) {
            let places = [npu.limit, npu.request].into_iter().filter(|place| place.exists());
            hit.fix(places.map(|place| rename(place, &nearest)));
        }
    }
}

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let is_quota = object.kind == "ResourceQuota";
    let hard = object.spec().get("hard").entries().filter(|_| is_quota);
    let own = &object.run.options.npu_resources;
    let npus: Vec<_> = hard.filter_map(|(key, _)| Some((key, counted(key.str()?, own)?))).collect();
    if npus.is_empty() {
        return hits.skip();
    }
    for (key, name) in npus.into_iter().filter(|(_, name)| !npu::is_registered(name, own)) {
        let nearest = npu::nearest(name, own);
        let hit = hits.case("quota", key, [("resource", &name), ("nearest", &nearest)]);
        if nearest.eq_ignore_ascii_case(name) {
            let text = key.text().unwrap_or_default();
            let right = text.replace(name, &nearest);
            hit.fix([rename(object.spec().get("hard").get(text), &right)]);
        }
    }
}

/// Another key for a value, unless the mapping has that already.
fn rename(value: Node, name: &str) -> Option<Edit> {
    let key = value.key().filter(|_| !value.parent().get(name).exists())?;
    Edit::replace(key, name)
}

/// The NPU resource that a key of a quota counts.
fn counted<'k>(key: &'k str, own: &[String]) -> Option<&'k str> {
    let name = key.strip_prefix("requests.").or(key.strip_prefix("limits."))?;
    npu::is_npu_resource(name, own).then_some(name)
}
