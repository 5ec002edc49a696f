//! The shell scripts of a step: which shell reads each of them, and what it does when a command
//! fails.

use super::instruction::Heredoc;
use super::step::Step;
use super::words::base_name;
use super::{Command, Operator, Word};

/// Programs that end well whatever happens.
const SURE: [&str; 29] = [
    ":", "[", "[[", "alias", "basename", "case", "date", "dirname", "echo", "env", "exit",
    "export", "for", "hostname", "id", "local", "nproc", "printf", "pwd", "readonly", "return",
    "seq", "set", "sleep", "test", "trap", "true", "uname", "yes",
];

/// A script.
#[derive(Clone, Copy)]
pub(crate) struct Script<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) commands: &'a [Command],
    /// The heredoc that it stands in.
    pub(crate) heredoc: Option<&'a Heredoc>,
}

/// A shell, as it was started.
#[derive(Clone, Copy)]
pub(crate) struct Shell<'a> {
    /// Its program without the directory.
    pub(crate) name: &'a str,
    options: Options,
}

/// What a shell does when a command fails.
#[derive(Clone, Copy, Default)]
struct Options {
    /// It ends.
    errexit: bool,
    /// Any command of a pipeline can make the pipeline fail.
    pipefail: bool,
}

impl<'a> Step<'a> {
    /// Its scripts: what stands in its line and its heredocs, what is handed to other shells, and what
    /// gives variables their values.
    pub(crate) fn scripts(&self) -> Vec<Script<'a>> {
        let heredocs = &self.instruction.heredocs;
        let around = |command: &Command| {
            heredocs.iter().position(|heredoc| heredoc.body.span().contains(command.span()))
        };
        let commands = self.instruction.words.commands();
        let default = Shell { name: "sh", options: Options::default() };
        let shell = self.shell.map_or(default, |shell| Shell::of(texts(&shell.arguments)));
        let mut scripts = Vec::new();
        for part in commands.chunk_by(|one, other| around(one) == around(other)) {
            let heredoc = part.first().and_then(around).map(|at| &heredocs[at]);
            let shell =
                heredoc.and_then(|heredoc| Shell::reading(heredoc, commands)).unwrap_or(shell);
            Script { shell, commands: part, heredoc }.add_to(&mut scripts);
        }
        scripts
    }
}

impl<'a> Script<'a> {
    /// Its pipelines of which only the last command decides how they end, and nobody asks for that.
    pub(crate) fn open_pipelines(&self) -> impl Iterator<Item = &'a [Command]> {
        let (mut at, mut pipefail) = (0, self.shell.options.pipefail);
        let commands = self.commands;
        let pipelines = commands.chunk_by(|_, next| next.operator == Some(Operator::Pipe));
        pipelines.filter(move |pipeline| {
            at += pipeline.len();
            pipefail |= pipeline.iter().any(|command| Options::set_by(command).pipefail);
            let next = commands.get(at).and_then(|next| next.operator);
            pipeline.len() > 1 && !pipefail && !pipeline[0].tested && next != Some(Operator::Or)
        })
    }

    /// Whether the first failure ends it.
    pub(crate) fn has_errexit(&self) -> bool {
        self.shell.options.errexit
            || self.commands.iter().any(|command| Options::set_by(command).errexit)
    }

    fn add_to(self, scripts: &mut Vec<Self>) {
        scripts.push(self);
        let mut shell = self.shell;
        for command in self.commands {
            shell.options.pipefail |= Options::set_by(command).pipefail;
            if let Some(script) = &command.script {
                let own = if command.is_shell() {
                    Shell::of(texts(command.invocation()))
                } else {
                    self.shell
                };
                Self { shell: own, commands: script.commands(), heredoc: None }.add_to(scripts);
            }
            // How another command ends hides how what is inside of its words does.
            for words in command.substitutions.iter().filter(|_| command.words.is_empty()) {
                Self { shell, commands: words.commands(), heredoc: None }.add_to(scripts);
            }
        }
    }
}

impl<'a> Shell<'a> {
    /// The shell that these words start.
    fn of(mut words: impl Iterator<Item = &'a str>) -> Self {
        let name = base_name(words.next().unwrap_or_default());
        Self { name, options: Options::of(words) }
    }

    /// The shell that reads a heredoc: that of its first line, or the one that these commands feed with
    /// it.
    fn reading(heredoc: &'a Heredoc, commands: &'a [Command]) -> Option<Self> {
        if let Some(shebang) = heredoc.body.raw().trim_start_matches('\t').strip_prefix("#!") {
            let words = shebang.lines().next().unwrap_or_default().split_whitespace();
            let own = |word: &&str| base_name(word) == "env" || word.contains('=') || *word == "-S";
            return Some(Self::of(words.skip_while(own)));
        }
        let reads = |command: &&Command| {
            let mut signs = command.redirections.iter();
            command.is_shell() && signs.any(|redirection| redirection.operator.starts_with("<<"))
        };
        Some(Self::of(texts(commands.iter().find(reads)?.invocation())))
    }
}

impl Options {
    /// The options at the start of the arguments of a shell, or of `set`.
    fn of<'a>(mut words: impl Iterator<Item = &'a str>) -> Self {
        let mut options = Self::default();
        while let Some(word) = words.next() {
            // Long options of bash may stand before.
            if word.starts_with("--") {
                continue;
            }
            let Some(letters) = word.strip_prefix('-') else { break };
            options.errexit |= letters.contains('e');
            for name in letters.matches('o').filter_map(|_| words.next()) {
                options.pipefail |= name == "pipefail";
                options.errexit |= name == "errexit";
            }
        }
        options
    }

    /// The options that a command sets, if it is `set`.
    fn set_by(command: &Command) -> Self {
        let sets = command.program() == Some("set");
        if sets { Self::of(texts(command.arguments())) } else { Self::default() }
    }
}

impl Command {
    /// Whether it may fail, as far as its program tells.
    pub(crate) fn may_fail(&self) -> bool {
        // Without operands, `cat` reads what it is given.
        let reads_input = || self.arguments().iter().all(|word| word.text().starts_with('-'));
        match self.program() {
            None => !self.substitutions.is_empty(),
            Some("cat") => !reads_input(),
            Some(program) => !SURE.contains(&program),
        }
    }

    /// Whether it stops to read before the end, so that what writes to it fails.
    pub(crate) fn stops_early(&self) -> bool {
        let short = |letter: char| {
            let mut options = self.arguments().iter().map(Word::text);
            options.any(|text| {
                text.starts_with('-') && !text.starts_with("--") && text.contains(letter)
            })
        };
        match self.program() {
            Some("head") => true,
            Some("grep" | "egrep" | "fgrep") => short('q') || short('m'),
            _ => false,
        }
    }
}

/// Commands whose success decides together: those between `;`, `&` and line ends.
pub(crate) fn lists(commands: &[Command]) -> impl Iterator<Item = &[Command]> {
    commands.chunk_by(|_, next| {
        matches!(next.operator, Some(Operator::And | Operator::Or | Operator::Pipe))
    })
}

fn texts(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(Word::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::Dockerfile;
    use crate::source::Source;
    use std::sync::Arc;

    #[test]
    fn every_script_has_its_shell() {
        let rows = [
            ("RUN a | b", "sh", "the default"),
            ("SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a", "bash|", "SHELL"),
            (
                "SHELL [\"/bin/bash\", \"-exo\", \"pipefail\", \"-c\"]\nRUN a",
                "bash!|",
                "letters together",
            ),
            ("RUN <<EOF\na\nEOF", "sh", "a heredoc of its own"),
            (
                "SHELL [\"/bin/bash\", \"-ec\"]\nRUN <<EOF\na\nEOF",
                "bash!",
                "SHELL reads heredocs, too",
            ),
            ("RUN <<EOF\n#!/usr/bin/env bash\na\nEOF", "bash", "a shebang"),
            ("RUN <<EOF\n#!/bin/bash -e\na\nEOF", "bash!", "a shebang with an option"),
            ("RUN bash -e <<EOF\na\nEOF", "sh bash!", "a shell that reads the heredoc"),
            ("RUN bash -eo pipefail -c 'a | b'", "sh bash!|", "a script in quotes"),
            ("RUN bash --norc -e -c a", "sh bash!", "a long option before"),
            ("RUN bash script -e", "sh", "the option of a script"),
            ("RUN eval 'a | b'", "sh sh", "eval is of the same shell"),
            ("RUN set -o pipefail; V=$(a | b)", "sh sh|", "a value inherits pipefail"),
            ("RUN echo $(a | b)", "sh", "nobody asks how a part of a word ends"),
            ("RUN [\"bash\", \"-c\", \"a\"]", "sh bash", "exec form"),
        ];
        for (instructions, expected, reason) in rows {
            let text = format!("FROM a\n{instructions}\n");
            let file = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
            let step = file.steps().next().expect("a step");
            let names = step.scripts().into_iter().map(|Script { shell, .. }| {
                let Options { errexit, pipefail } = shell.options;
                format!(
                    "{}{}{}",
                    shell.name,
                    if errexit { "!" } else { "" },
                    if pipefail { "|" } else { "" }
                )
            });
            assert_eq!(names.collect::<Vec<_>>().join(" "), expected, "{reason}");
        }
    }
}
