use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    if build.all(Keyword::Workdir).is_empty() {
        return hits.skip();
    }
    for stage in build.stages() {
        // The first one decides where all that follow lead.
        let inherited = build.base_stage(stage).is_some_and(|base| base.state.workdir.is_some());
        let first = stage.all(Keyword::Workdir).next().filter(|_| !inherited);
        let Some(path) = first.and_then(|first| first.arguments.first()) else { continue };
        match path.is_absolute() {
            None => hits.unknown(),
            Some(true) => {}
            Some(false) => {
                hits.at(build.place(path.span()), [("path", &path.raw())]);
            }
        }
    }
}
