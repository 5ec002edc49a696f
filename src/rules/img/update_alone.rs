use crate::dockerfile::packages::{Call, Verb};
use crate::dockerfile::{Command, Dockerfile};
use crate::rule::Hits;
use crate::run::Build;

/// Programs that install nothing. Others may: scripts, and installers that call the package manager.
const INERT: [&str; 17] = [
    ":", "[", "cat", "cd", "chmod", "echo", "export", "false", "find", "grep", "ls", "mkdir",
    "printf", "rm", "set", "sleep", "true",
];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.steps() {
        let calls: Vec<Call> =
            step.calls().into_iter().filter(|call| call.manager.keeps_index).collect();
        concerned |= !calls.is_empty();
        let installs = |call: &Call| matches!(call.verb, Verb::Install | Verb::Upgrade);
        let Some(call) = calls.iter().rfind(|call| call.verb == Verb::Update) else { continue };
        let shared =
            call.leaves().is_some_and(|cache| cache.paths.iter().any(|path| step.is_mounted(path)));
        let inert = step.commands[call.at..].iter().all(|command| is_inert(build, command));
        if inert && !shared && !calls.iter().any(installs) {
            hits.at(step.place(call.span), [("call", &call.name), ("program", &call.program)]);
        }
    }
    if !concerned {
        hits.skip();
    }
}

fn is_inert(file: &Dockerfile, command: &Command) -> bool {
    match Call::of(file, command) {
        Some(call) => matches!(call.verb, Verb::Update | Verb::Clean | Verb::Remove),
        // `apt-get clean` and the like.
        None => command.program().is_none_or(|program| {
            INERT.contains(&program) || program.starts_with("apt") || program == "apk"
        }),
    }
}
