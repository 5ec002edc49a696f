use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.shipped_steps() {
        concerned |= step.calls().iter().any(|call| call.leaves().is_some());
        let mut said = Vec::new();
        for (call, cache) in step.leftovers() {
            let path = cache.paths[0];
            let option = cache.remedy.starts_with('-');
            if option && call.is_open() {
                hits.unknown();
                continue;
            }
            // One command at the end cleans up after all calls of a manager.
            if said.contains(&path) {
                continue;
            }
            said.extend((!option).then_some(path));
            let case = if option { "option" } else { "command" };
            let remedy = cache.remedy.replace("{}", call.program);
            // BuildKit knows no home directory.
            let target = path.replace('~', "/root");
            let place = step.place(call.span);
            hits.case(
                case,
                place,
                [("call", &call.name), ("path", &path), ("remedy", &remedy), ("target", &target)],
            );
        }
    }
    if !concerned {
        hits.skip();
    }
}
