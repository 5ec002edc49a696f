use crate::dockerfile::packages::Verb;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.shipped_steps() {
        for call in step.calls() {
            let installs = call.verb == Verb::Install && !call.arguments.operands.is_empty();
            let Some(choice) = call.manager.recommends.filter(|_| installs) else { continue };
            concerned = true;
            if step.chooses(&call, &choice) {
                continue;
            }
            if call.is_open() {
                hits.unknown();
                continue;
            }
            hits.at(step.place(call.span), [("call", &call.name)]);
        }
    }
    if !concerned {
        hits.skip();
    }
}
