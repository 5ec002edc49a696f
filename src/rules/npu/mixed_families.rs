use crate::k8s::Pod;
use crate::npu::{self, Family};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let requests: Vec<_> = npu::requests_of(pod).collect();
    if requests.is_empty() {
        return hits.skip();
    }
    let mut families = requests.iter().filter_map(|npu| Some((npu, npu::family_of(npu, pod)?)));
    let Some((first, of_first)) = families.next() else { return };
    let Some((other, of_other)) = families.find(|(_, family)| *family != of_first) else { return };
    hits.at(
        other.key,
        [
            ("first", &first.name),
            ("of-first", &name(of_first)),
            ("other", &other.name),
            ("of-other", &name(of_other)),
        ],
    )
    .related("first", first.key);
}

fn name(family: Family) -> &'static str {
    match family {
        Family::MindCluster => "MindCluster",
        Family::StaticVnpu => "MindCluster vNPU",
        Family::DynamicVnpu => "MindCluster npu-core",
        Family::Hami => "HAMi",
        Family::Cce => "CCE",
        Family::Dra => "DRA",
    }
}
