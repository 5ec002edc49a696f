use crate::dockerfile::{Keyword, Origin};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let statements = build.all(Keyword::Env);
    if statements.is_empty() {
        return hits.skip();
    }
    for pairs in statements.iter().map(|statement| &statement.pairs) {
        for (index, pair) in pairs.iter().enumerate() {
            let expansions = pair.value.iter().filter_map(|value| value.expansion());
            for used in expansions.flat_map(|expansion| &expansion.uses) {
                let sets = |name: &str| name == used.name;
                // What extends a variable means the one from before.
                let set = pairs.iter().position(|other| sets(other.name.text()));
                let Some(set) = set.filter(|_| !sets(pair.name.text())) else { continue };
                let case = match used.origin {
                    // Another fault, with a rule of its own.
                    Origin::GlobalOnly => continue,
                    Origin::BaseImage | Origin::Undeclared if used.name != "PATH" => "unset",
                    // Who reads from left to right expects the value from before.
                    _ if set > index => continue,
                    _ => "earlier",
                };
                let setting = build.place(pairs[set].name.span());
                hits.case(case, build.place(used.span), [("name", &used.name)])
                    .related("set", setting);
            }
        }
    }
}
