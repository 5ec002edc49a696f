//! How a step gets rid of what a package manager leaves behind.

use super::{Cache, Call, Verb};
use crate::dockerfile::step::Step;
use crate::dockerfile::{Command, path};

impl Step<'_> {
    /// Whether nothing that a call leaves behind gets into the layer: it is not written, it is written to
    /// a mount, or it is removed before the step ends.
    pub(crate) fn is_free_of(&self, cache: &Cache, call: &Call) -> bool {
        if self.chooses(call, &cache.avoided)
            || cache.paths.iter().any(|path| self.is_mounted(path))
        {
            return true;
        }
        let commands = self.commands().into_iter();
        let mut later =
            commands.skip_while(|command| !std::ptr::eq(*command, call.command)).skip(1);
        later.any(|command| removes(command, cache.paths) || self.cleans(command, cache))
    }

    /// Whether a command is one that cleans up, by the package manager or by a script of somebody.
    fn cleans(&self, command: &Command, cache: &Cache) -> bool {
        if let Some(call) = Call::of(self.file, command) {
            let own = call.manager.cache.as_ref().map(|cache| cache.paths);
            return call.verb == Verb::Clean && own == Some(cache.paths);
        }
        let known = ["apt-get", "apt", "aptitude"];
        command
            .program()
            .is_some_and(|program| !known.contains(&program) && program.contains("clean"))
    }
}

/// Whether a command removes files from one of these directories.
fn removes(command: &Command, paths: &[&str]) -> bool {
    let words = || command.arguments().iter().map(crate::dockerfile::Word::text);
    let removes = match command.program() {
        Some("rm" | "shred" | "unlink") => true,
        Some("find") => words().any(|word| matches!(word, "-delete" | "rm")),
        _ => false,
    };
    removes && words().any(|word| paths.iter().any(|path| path::covers(word, path)))
}
