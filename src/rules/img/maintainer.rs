use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for instruction in build.stages().iter().flat_map(|stage| stage.all(Keyword::Maintainer)) {
        hits.at(build.place(instruction.keyword_span), []);
    }
}
