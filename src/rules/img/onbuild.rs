use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let put_off: Vec<_> =
        build.instructions().filter_map(|instruction| instruction.trigger.as_deref()).collect();
    if put_off.is_empty() {
        return hits.skip();
    }
    for trigger in put_off.iter().filter(|trigger| !trigger.keyword.can_be_put_off()) {
        let keyword = trigger.keyword.as_str();
        hits.at(build.place(trigger.keyword_span), [("keyword", &keyword)]);
    }
}
