use crate::fix::Edit;
use crate::k8s::Container;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    let Some(granted) = npu::granted(container).filter(|_| !requests.is_empty()) else {
        return hits.skip();
    };
    // Where parts of cards are requested, or a name that nobody registers, the key is not the fault.
    let is_judged = requests.iter().all(|npu| npu::is_whole_card(npu.name));
    if !is_judged || requests.iter().any(|npu| npu.name == granted.key) {
        return;
    }
    let npu = requests[0];
    let only = (requests.len() == 1).then_some(npu.name);
    hits.at(
        granted.place,
        [("container", &container.name()), ("key", &granted.key), ("resource", &npu.name)],
    )
    .related("request", npu.key)
    .fix([only.and_then(|name| Edit::replace_part(granted.place, granted.key, name))]);
}
