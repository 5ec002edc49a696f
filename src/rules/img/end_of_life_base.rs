use std::collections::HashSet;

use crate::dockerfile::Base;
use crate::dockerfile::release::{AS_OF, releases_of};
use crate::k8s::Image;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    // Reports do not change with the day unless the run is told which day it is.
    let today = build.run.options.today.as_deref().unwrap_or(AS_OF).max(AS_OF);
    let mut seen = HashSet::new();
    for stage in build.stages().iter().filter(|stage| stage.base == Base::Image) {
        let Some(word) = stage.image().filter(|word| seen.insert(word.partial())) else { continue };
        let releases = releases_of(&Image::new(word.partial()));
        if releases.is_empty() && word.known().is_none() {
            hits.unknown();
        }
        for release in releases.iter().filter(|release| release.end < today) {
            let product = release.product;
            let case = if product.is_distribution { "distribution" } else { "runtime" };
            let name = format!("{} {}", product.name, release.version);
            let place = build.place(word.span());
            hits.case(
                case,
                place,
                [("image", &word.partial()), ("name", &name), ("end", &release.end)],
            );
        }
    }
    if seen.is_empty() {
        hits.skip();
    }
}
