use crate::dockerfile::Base;
use crate::finding::Place;
use crate::k8s::{Container, Image};
use crate::npu;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let Some(image) = container.image().filter(npu::is_product) else {
        return hits.skip_if_known();
    };
    judge(&image, container.image_node().into(), hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for stage in build.stages().iter().filter(|stage| stage.base == Base::Image) {
        let Some(word) = stage.image() else { continue };
        let image = Image::new(word.partial());
        if !npu::is_product(&image) {
            continue;
        }
        concerned = true;
        if word.known().is_none() {
            hits.unknown();
        } else {
            judge(&image, build.place(word.span()), hits);
        }
    }
    if !concerned {
        hits.skip();
    }
}

/// That there is no tag, or just "latest", other rules say.
fn judge(image: &Image, place: Place, hits: &mut Hits) {
    let Some(tag) = image.tag.filter(|_| !image.is_mutable()) else { return };
    let name = image.base_name();
    let args = [("name", &name as _), ("tag", &tag as _)];
    let has_chip = npu::cann_of(image).is_none() || npu::chip_of(image).is_some();
    let case = match npu::unreleased(tag) {
        Some("rc") => "candidate",
        Some("alpha" | "beta") => "preview",
        // What the tag leaves open, a digest settles.
        _ if image.digest.is_some() => return,
        Some(_) => "moving",
        None if has_chip => return,
        None => "chip",
    };
    hits.case(case, place, args);
}
