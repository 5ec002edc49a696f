use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.shipped_steps() {
        let mut said = Vec::new();
        for call in step.calls() {
            let Some(cache) = &call.manager.cache else { continue };
            if !cache.left_by.contains(&call.verb) {
                continue;
            }
            concerned = true;
            let path = cache.paths[0];
            if said.contains(&path) || step.is_free_of(cache, &call) {
                continue;
            }
            let option = cache.remedy.starts_with('-');
            if option && call.is_open() {
                hits.unknown();
                continue;
            }
            // One command at the end cleans up after all of them.
            said.extend((!option).then_some(path));
            let case = if option { "option" } else { "command" };
            let remedy = cache.remedy.replace("{}", call.program);
            let place = step.place(call.span);
            hits.case(case, place, [("call", &call.name), ("path", &path), ("remedy", &remedy)]);
        }
    }
    if !concerned {
        hits.skip();
    }
}
