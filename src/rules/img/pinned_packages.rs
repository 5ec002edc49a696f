use crate::dockerfile::packages::Verb;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    judge(build, false, hits);
}

/// Judges the packages of distributions, or those of programming languages.
pub(super) fn judge(build: &Build, of_language: bool, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.steps() {
        for call in step.calls() {
            if call.verb != Verb::Install || call.manager.of_language != of_language {
                continue;
            }
            concerned = true;
            let packages = call.open_packages();
            let Some((first, others)) = packages.split_first() else { continue };
            if step.chooses(&call, &call.manager.settled) {
                continue;
            }
            let place = step.place(first.word.span());
            let (name, package) = (("call", &call.name as _), ("package", &first.text as _));
            match others.len() {
                0 => hits.case("one", place, [name, package]),
                more => hits.case("more", place, [name, package, ("more", &more)]),
            };
        }
    }
    if !concerned {
        hits.skip();
    }
}
