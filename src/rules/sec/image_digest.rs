use crate::k8s::Container;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let place = container.image_node();
    if !place.exists() {
        return hits.skip();
    }
    if container.image().is_some_and(|image| image.digest.is_none()) {
        let image = place.text().unwrap_or_default();
        hits.case("container", place, [("container", &container.name()), ("image", &image)]);
    }
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for word in file.images() {
        let image = word.partial();
        if image.contains('@') {
            continue;
        }
        if word.known().is_none() {
            hits.unknown();
        } else {
            hits.case("image", file.place(word.span()), [("image", &image)]);
        }
    }
}
