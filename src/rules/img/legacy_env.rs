use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let lists = [Keyword::Env, Keyword::Label].map(|keyword| build.all(keyword)).concat();
    if lists.is_empty() {
        return hits.skip();
    }
    for list in lists {
        // Without a value, it is no instruction at all.
        for pair in list.pairs.iter().filter(|pair| pair.legacy && pair.value.is_some()) {
            let (keyword, name) = (list.keyword.as_str(), pair.name.raw());
            hits.at(build.place(pair.name.span()), [("keyword", &keyword), ("name", &name)]);
        }
    }
}
