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
        let commands = step.commands();
        let calls = step.calls();
        for call in calls.iter().filter(|call| call.manager.keeps_index) {
            concerned = true;
            let installs = |other: &Call| matches!(other.verb, Verb::Install | Verb::Upgrade);
            if call.verb != Verb::Update || calls.iter().any(installs) {
                continue;
            }
            let mut later =
                commands.iter().skip_while(|other| !std::ptr::eq(**other, call.command));
            let shared = call
                .manager
                .cache
                .as_ref()
                .is_some_and(|cache| cache.paths.iter().any(|path| step.is_mounted(path)));
            if !shared && later.all(|command| is_inert(build, command)) {
                hits.at(step.place(call.span), [("call", &call.name), ("program", &call.program)]);
            }
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
