use std::path::Path;

use crate::dockerfile::step::Step;
use crate::dockerfile::{Command, Instruction, Word};
use crate::npu;
use crate::rule::Hits;
use crate::run::Build;

/// What only an interactive shell, or one for a login, reads.
const PROFILES: [&str; 4] = [".bashrc", ".bash_profile", ".profile", "/etc/profile"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let is_unread = starts_without_profile(build);
    let mut concerned = false;
    for step in build.shipped_steps() {
        concerned |= step.commands.iter().any(|command| names_script(command));
        let last = step.instruction.words.commands().last();
        if let Some(last) = last.filter(|command| is_sourcing(command)) {
            hits.case("alone", step.place(last.span()), []);
        }
        if is_unread {
            judge_profiles(&step, hits);
        }
    }
    if !concerned {
        hits.skip();
    }
}

fn judge_profiles(step: &Step, hits: &mut Hits) {
    for command in step.commands.iter().filter(|command| names_script(command)) {
        let targets = command.redirections.iter().filter_map(|to| to.target.as_ref());
        let profile = targets.into_iter().find_map(|target| {
            PROFILES.into_iter().find(|profile| target.text().ends_with(profile))
        });
        if let Some(profile) = profile {
            hits.case("profile", step.place(command.span()), [("profile", &profile)]);
        }
    }
}

fn names_script(command: &Command) -> bool {
    command.words.iter().any(|word| word.text().contains(npu::SET_ENV))
}

/// Whether a command sets variables of the shell that it is in.
fn is_sourcing(command: &Command) -> bool {
    let by = command.words.first().map(Word::text);
    matches!(by, Some("source" | ".")) && names_script(command)
}

/// Whether the image starts with a program itself, and no shell that reads a profile, or a script that
/// may do so. The entrypoint of Ascend's own images sources the script.
fn starts_without_profile(build: &Build) -> bool {
    let Some(stage) = build.final_stage() else { return false };
    let by_base = npu::base_image(build).is_some_and(|image| npu::is_ascend_image(&image));
    let first = match &stage.state.entrypoint {
        Some(entrypoint) => entrypoint,
        None if by_base => return false,
        None => match &stage.state.cmd {
            Some(cmd) => cmd,
            None => return false,
        },
    };
    let starts = [&stage.state.entrypoint, &stage.state.cmd].into_iter().flatten();
    let mut words = starts.flat_map(|start| Instruction::command(start)).map(Word::text);
    let may_read = words.any(|word| {
        word.contains(npu::SET_ENV)
            || Path::new(word).extension().is_some_and(|ending| ending == "sh")
            || word.contains("bashrc")
            || matches!(word, "-i" | "-l" | "-ic" | "-lc" | "--login" | "bash" | "/bin/bash")
    });
    let has_bash_env = build.scope_after(stage).get("BASH_ENV").0.is_some_and(|v| !v.is_empty());
    first.exec && !may_read && !has_bash_env
}
