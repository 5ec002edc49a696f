use crate::fix::Edit;
use crate::k8s::Container;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    let Some(npu) = requests.iter().find(|npu| npu::is_virtual(npu.name)) else {
        return hits.skip();
    };
    let Some(variable) = container.variable(npu::VISIBLE_DEVICES) else { return };
    let place = variable.place.path(["fieldRef", "fieldPath"]).or(variable.place);
    let hit = hits
        .at(place, [("container", &container.name()), ("resource", &npu.name)])
        .related("request", npu.key);
    if !variable.in_config_map && variable.place.exists() {
        hit.fix(Edit::remove(variable.place.parent()));
    }
}
