use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let written = container.image_node();
    if !written.exists() {
        return hits.skip();
    }
    let policy = container.node.get("imagePullPolicy");
    let image = container.image();
    let moves = image.is_some_and(|image| image.has_moving_tag());
    let is_latest = image.is_some_and(|image| image.is_mutable());
    let (case, place) = match policy.str() {
        Some("Never") => ("never", policy),
        Some("IfNotPresent") if moves || is_latest => ("cached", policy),
        // For `latest` and for no tag the default is Always.
        None if !policy.exists() && moves && !is_latest => ("unset", written),
        _ => return,
    };
    let (name, reference) = (container.name(), written.text().unwrap_or_default());
    let tag = image.and_then(|image| image.tag).unwrap_or("latest");
    hits.case(case, place, [("container", &name), ("image", &reference), ("tag", &tag)]);
}
