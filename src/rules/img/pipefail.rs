use crate::dockerfile::script::Script;
use crate::dockerfile::step::Step;
use crate::dockerfile::{Command, Word};
use crate::rule::Hits;
use crate::run::Build;

/// Shells that know the option.
const SHELLS: [&str; 6] = ["ash", "bash", "busybox", "ksh", "mksh", "zsh"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps() {
        for script in step.scripts().iter().filter(|script| can_choose(&step, script)) {
            // The option is missing once, however many pipelines there are.
            let Some([first, .., last]) = script.open_pipelines().find(|pipeline| hides(pipeline))
            else {
                continue;
            };
            let span = first.words.first().map_or(first.span(), Word::span);
            let names = [first, last].map(|command| command.program().unwrap_or_default());
            hits.at(step.place(span), [("first", &names[0]), ("last", &names[1])]);
        }
    }
}

fn can_choose(step: &Step, script: &Script) -> bool {
    SHELLS.contains(&script.shell.name) || (script.shell.name == "sh" && step.sh_knows_pipefail())
}

/// Whether it hides a failure. What a command that stops early does to those before it is none.
fn hides(pipeline: &[Command]) -> bool {
    let Some((last, others)) = pipeline.split_last() else { return false };
    others.iter().any(Command::may_fail) && !last.stops_early()
}
