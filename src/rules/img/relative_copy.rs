use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    if build.copies().is_empty() {
        return hits.skip();
    }
    for stage in build.stages() {
        let base = build.base_stage(stage);
        // In an empty image there is only the root.
        if build.is_from_scratch(stage) || base.is_some_and(|base| base.state.workdir.is_some()) {
            continue;
        }
        let before = stage.instructions.iter().take_while(|next| next.keyword != Keyword::Workdir);
        let destinations = before.filter_map(|instruction| instruction.copied());
        let mut destinations = destinations.map(|(_, destination)| destination);
        // A WORKDIR before the first one is before all.
        if let Some(path) = destinations.find(|path| path.is_absolute() == Some(false)) {
            hits.at(build.place(path.span()), [("path", &path.raw())]);
        }
    }
}
