use crate::dockerfile::{Command, base_name};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps().filter(|step| !step.instruction.exec) {
        let scripts = step.scripts();
        let Some(script) = scripts.first() else { continue };
        let first = script.commands.iter().position(|command| command.program() != Some("set"));
        let commands = &script.commands[first.unwrap_or_default()..];
        let (Some(first), Some(last)) = (commands.first(), commands.last()) else { continue };
        if last.program() == Some("cd") && !directory(last).starts_with(['-', '~']) {
            hits.case("only", step.place(last.span()), [("directory", &directory(last))]);
        } else if first.program() == Some("cd") && stays(directory(first), commands) {
            hits.case("begins", step.place(first.span()), [("directory", &directory(first))]);
        }
    }
}

fn directory(command: &Command) -> &str {
    command.arguments().last().map_or("~", |word| word.text())
}

/// Whether all work is done in a directory that is there before and after, so that WORKDIR would serve.
fn stays(directory: &str, commands: &[Command]) -> bool {
    // Windows has other rules for quotes and slashes.
    let passing = directory.starts_with("/tmp")
        || directory.starts_with("/var/tmp")
        || directory.starts_with(['-', '~'])
        || directory.contains(['$', '`', ':', '\\']);
    let name = |path: &str| base_name(path.trim_end_matches(['/', '*'])).to_owned();
    let leaves = |command: &Command| match command.program() {
        Some("cd" | "pushd" | "popd") => true,
        Some("rm") => command.arguments().iter().any(|word| name(word.text()) == name(directory)),
        _ => false,
    };
    !passing && !commands[1..].iter().any(leaves)
}
