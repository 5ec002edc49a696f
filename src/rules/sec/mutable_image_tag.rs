use crate::compose::Service;
use crate::k8s::{Container, Image};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(container.image_node(), container.image(), container.name(), hits);
}

/// What a service builds is judged too if it is given a name: that name is what others pull.
pub(crate) fn service(service: &Service, hits: &mut Hits) {
    judge(service.get("image"), service.image(), service.name(), hits);
}

fn judge(place: Node, image: Option<Image>, container: &str, hits: &mut Hits) {
    if !place.exists() {
        return hits.skip();
    }
    if image.is_some_and(|image| image.is_mutable()) {
        let reference = place.text().unwrap_or_default();
        let case = if reference.ends_with(":latest") { "latest" } else { "untagged" };
        hits.case(case, place, [("container", &container), ("image", &reference)]);
    }
}
