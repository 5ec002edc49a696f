//! What package managers leave behind in a step, and how it gets rid of that.

use super::{Cache, Call, Verb};
use crate::dockerfile::step::Step;
use crate::dockerfile::{Command, Word, path};

impl<'a> Step<'a> {
    /// The calls that leave something in the layer: it is neither written to a mount nor removed before
    /// the step ends.
    pub(crate) fn leftovers(&self) -> Vec<(Call<'a>, &'static Cache)> {
        let mut last_cleanings: Vec<(&Cache, Option<usize>)> = Vec::new();
        let mut leftovers = Vec::new();
        for call in self.calls() {
            let Some(cache) = call.leaves() else { continue };
            let known = last_cleanings.iter().find(|(other, _)| other.paths == cache.paths);
            let last = if let Some((_, last)) = known {
                *last
            } else {
                let last = self.last_cleaning(cache);
                last_cleanings.push((cache, last));
                last
            };
            if last.is_none_or(|last| last <= call.at) && !self.chooses(&call, &cache.avoided) {
                leftovers.push((call, cache));
            }
        }
        leftovers
    }

    /// The last command that cleans up; one behind all others, if there is nothing to clean.
    fn last_cleaning(&self, cache: &Cache) -> Option<usize> {
        if cache.paths.iter().any(|path| self.is_mounted(path)) {
            return Some(usize::MAX);
        }
        self.commands.iter().rposition(|command| {
            removes(command, cache.paths) || self.is_cleaning(command, cache) || is_script(command)
        })
    }

    /// Whether a command cleans up by the package manager, or in somebody's own way.
    fn is_cleaning(&self, command: &Command, cache: &Cache) -> bool {
        if let Some(call) = Call::of(self.file, command) {
            let own = call.manager.cache.as_ref().map(|cache| cache.paths);
            return call.verb == Verb::Clean && own == Some(cache.paths);
        }
        command.program().is_some_and(|program| program.contains("clean"))
    }
}

/// Whether a command removes files from one of these directories.
fn removes(command: &Command, paths: &[&str]) -> bool {
    let words = || command.arguments().iter().map(Word::text);
    let removes = match command.program() {
        Some("rm" | "shred" | "unlink") => true,
        Some("find") => words().any(|word| matches!(word, "-delete" | "rm")),
        _ => false,
    };
    removes && words().any(|word| paths.iter().any(|path| path::covers(word, path)))
}

/// Whether a command runs a script, of which nobody knows what it removes.
fn is_script(command: &Command) -> bool {
    let extension = ".sh";
    let words = command.invocation().iter().take(if command.is_shell() { 2 } else { 1 });
    words.into_iter().any(|word| word.text().ends_with(extension))
}
