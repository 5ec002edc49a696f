use crate::dockerfile::Base;
use crate::k8s::Image;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for stage in file.stages().iter().filter(|stage| stage.base == Base::Image) {
        let Some(word) = stage.image() else { continue };
        // What is not known may stand before the tag, where it does not matter.
        let image = Image::new(word.partial());
        let open = |text: &str| text.contains('$');
        if image.digest.is_some() || image.tag.is_some_and(|tag| !open(tag) && tag != "latest") {
            continue;
        }
        if word.known().is_none() {
            hits.unknown();
            continue;
        }
        let case = if image.tag.is_some() { "latest" } else { "none" };
        hits.case(case, file.place(word.span()), [("image", &word.partial())]);
    }
}
