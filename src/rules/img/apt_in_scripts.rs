use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps() {
        for command in &step.commands {
            let Some(program) = command.invocation().first() else { continue };
            if command.program() == Some("apt") && !command.arguments().is_empty() {
                hits.at(step.place(program.span()), []);
            }
        }
    }
}
