use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for stage in build.stages() {
        for keyword in [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck] {
            let mut all: Vec<_> = stage.all(keyword).collect();
            let Some(last) = all.pop() else { continue };
            for ignored in all {
                let place = build.place(ignored.keyword_span);
                hits.at(place, [("keyword", &keyword.as_str())])
                    .related("last", build.place(last.keyword_span));
            }
        }
    }
}
