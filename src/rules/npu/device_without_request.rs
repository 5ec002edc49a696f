use crate::k8s::{Container, Pod};
use crate::npu::{self, Visible};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let has_npu = pod.containers().any(|container| !npu::requests(&container).is_empty());
    let has_claim = pod.spec().get("resourceClaims").exists();
    let lists: Vec<_> = pod.containers().filter_map(|one| Some((one, list(&one)?))).collect();
    let paths = pod.spec().get("volumes").items().map(|volume| volume.path(["hostPath", "path"]));
    let cards: Vec<_> = paths.filter(|path| path.str().is_some_and(npu::is_card)).collect();
    let is_concerned = !lists.is_empty() || !cards.is_empty();
    if has_npu || has_claim || !is_concerned || npu::is_infrastructure(pod) {
        return hits.skip();
    }
    // What is requested may be in what is not known yet.
    let is_open = pod.containers().any(|container| has_open_resources(&container));
    if is_open || hits.met_template() || pod.is_partial() {
        return hits.unknown();
    }
    for (container, (value, place)) in lists {
        hits.case("variable", place, [("container", &container.name()), ("value", &value)]);
    }
    for place in cards {
        let path = place.text().unwrap_or_default();
        hits.case("device", place, [("path", &path), ("name", &pod.object.name())]);
    }
}

/// Cards that are fixed by hand, and where. What the runtime refuses gives none away.
fn list<'a>(container: &Container<'a>) -> Option<(&'a str, Node<'a>)> {
    let variable = container.variable(npu::VISIBLE_DEVICES)?;
    let value = variable.value.str()?;
    matches!(npu::visible(value), Ok(Visible::Cards(_))).then_some((value, variable.place))
}

/// Whether what a container requests is not written here.
fn has_open_resources(container: &Container) -> bool {
    let resources = container.node.get("resources");
    [resources, resources.get("limits"), resources.get("requests")]
        .iter()
        .any(|node| node.is_template())
}
