use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let Some(stage) = build.final_stage() else { return hits.skip() };
    if stage.state.healthcheck.is_none() {
        hits.at(build.place(stage.from.keyword_span), []);
    }
}
