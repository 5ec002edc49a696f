use crate::k8s::{Container, Image};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let allowed = &container.pod.run.options.registries;
    let place = container.image_node();
    if allowed.is_empty() || !place.exists() {
        return hits.skip();
    }
    if let Some(image) = container.image().filter(|image| !image.is_from(allowed)) {
        let (name, full) = (container.name(), image.full_name());
        hits.case("container", place, [("container", &name), ("image", &full)]);
    }
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    let allowed = &file.run.options.registries;
    if allowed.is_empty() {
        return hits.skip();
    }
    for word in file.images() {
        let image = Image::new(word.partial());
        if image.is_from(allowed) {
            continue;
        }
        if word.known().is_none() {
            hits.unknown();
        } else {
            hits.case("image", file.place(word.span()), [("image", &image.full_name())]);
        }
    }
}
