//! The shell words of an instruction: simple commands, what connects them, and each word with its
//! place.

use std::sync::Arc;

use super::instruction::Instruction;
use super::lines::Excerpt;
use super::shell;
use super::word::Word;
use crate::source::Span;

/// The commands of a script, in order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub(crate) commands: Vec<Command>,
}

/// A simple command.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// What connects it with the one before; nothing for the first one.
    pub operator: Option<Operator>,
    /// The assignments before the program: `A=b`.
    pub assignments: Vec<Word>,
    /// The program and its arguments.
    pub words: Vec<Word>,
    /// Where its input comes from and its output goes to.
    pub redirections: Vec<Redirection>,
    /// The commands inside of its words: `$(…)`, backquotes and `<(…)`.
    pub substitutions: Vec<Words>,
    /// The script that it hands to another shell: `sh -c '…'`, `eval '…'`.
    pub script: Option<Words>,
    /// Whether `if`, `while` or `!` asks how it ends.
    pub tested: bool,
}

/// What connects a command with the one before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operator {
    /// `&&`: if that one succeeds.
    And,
    /// `||`: if that one fails.
    Or,
    /// `|`: reads what that one writes.
    Pipe,
    /// `;`: after that one.
    Sequence,
    /// `&`: while that one runs.
    Background,
    /// A line break: after that one.
    Newline,
}

/// A redirection such as `2>/dev/null`.
#[derive(Clone, Debug)]
pub struct Redirection {
    /// The sign, without the number of a file: `>`, `>>`, `<`, `>&`, `<<` and so on.
    pub operator: &'static str,
    /// The number before the sign.
    pub descriptor: Option<u32>,
    /// What follows the sign.
    pub target: Option<Word>,
    /// Where the sign stands.
    pub span: Span,
}

/// Programs that run another one: the options of theirs that take a value, and how many arguments
/// stand before that other program.
static WRAPPERS: [(&str, &[&str], usize); 16] = [
    ("sudo", &["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U", "--user", "--group"], 0),
    ("env", &["-u", "--unset", "-C", "--chdir"], 0),
    ("exec", &["-a"], 0),
    ("time", &["-f", "-o"], 0),
    ("command", &[], 0),
    ("builtin", &[], 0),
    ("nohup", &[], 0),
    ("nice", &["-n"], 0),
    ("ionice", &["-c", "-n"], 0),
    ("stdbuf", &["-i", "-o", "-e"], 0),
    ("eatmydata", &[], 0),
    ("xargs", &["-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s"], 0),
    ("timeout", &["-k", "-s"], 1),
    ("gosu", &[], 1),
    ("su-exec", &[], 1),
    ("chroot", &[], 1),
];

const SHELLS: [&str; 6] = ["sh", "bash", "dash", "ash", "zsh", "ksh"];

impl Words {
    /// The commands at the top, in order.
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// All commands: each one, followed by those inside of its words and in the script that it
    /// hands to another shell.
    pub fn all(&self) -> Vec<&Command> {
        let mut all = Vec::new();
        for command in &self.commands {
            all.push(command);
            let inner = command.substitutions.iter().chain(&command.script);
            all.extend(inner.flat_map(Self::all));
        }
        all
    }

    /// The pipelines in it, in all scripts and inside of words: commands each of which reads what the
    /// one before it writes. A command alone is one, too.
    pub(crate) fn pipelines(&self) -> Vec<&[Command]> {
        let mut all: Vec<&[Command]> =
            self.commands.chunk_by(|_, next| next.operator == Some(Operator::Pipe)).collect();
        for command in &self.commands {
            let inner = command.substitutions.iter().chain(&command.script);
            all.extend(inner.flat_map(Self::pipelines));
        }
        all
    }

    /// The words of what an instruction has run.
    pub(crate) fn of(instruction: &Instruction, escape: char) -> Self {
        if instruction.exec {
            let words = instruction.command().to_vec();
            let mut command = Command { words, ..Command::default() };
            command.script = command.find_script().map(|script| shell::read(script, escape, 1));
            let commands = if command.words.is_empty() { Vec::new() } else { vec![command] };
            return Self { commands };
        }
        let [line] = instruction.command() else { return Self::default() };
        let mut words = shell::read(line.content(), escape, 0);
        let bodies = instruction.heredocs.iter().map(|heredoc| &heredoc.body);
        let scripts = bodies.filter(|body| is_shell_script(body.raw()) && words.run_input());
        let scripts: Vec<Command> =
            scripts.flat_map(|body| shell::read(body.content(), escape, 0).commands).collect();
        words
            .commands
            .retain(|command| !command.words.is_empty() || !command.assignments.is_empty());
        for mut command in scripts {
            command.operator = command.operator.or(Some(Operator::Newline));
            words.commands.push(command);
        }
        if let Some(first) = words.commands.first_mut() {
            first.operator = None;
        }
        words
    }

    /// Whether the heredoc of these commands is run by a shell: there is nothing else, or a shell
    /// that reads it.
    fn run_input(&self) -> bool {
        self.commands.iter().any(|command| {
            let reads = command
                .redirections
                .iter()
                .any(|redirection| redirection.operator.starts_with("<<"));
            let options_only = || {
                let words = command.invocation();
                words.iter().skip(1).all(|word| word.text().starts_with('-'))
                    && command.find_script().is_none()
            };
            reads && (command.words.is_empty() || (command.is_shell() && options_only()))
        })
    }
}

impl Command {
    /// The program and its arguments without what only wraps them: `sudo -u app`, `env A=b`,
    /// `exec`, `time` and the like.
    pub fn invocation(&self) -> &[Word] {
        let mut words = self.words.as_slice();
        while let Some((program, rest)) = words.split_first() {
            let Some((_, valued, operands)) =
                WRAPPERS.iter().find(|wrapper| wrapper.0 == base_name(program.text()))
            else {
                break;
            };
            let mut rest = rest;
            while let Some((word, after)) = rest.split_first() {
                let text = word.text();
                let assignment = text.contains('=') && !text.starts_with('=');
                if !text.starts_with('-') && !assignment {
                    break;
                }
                rest =
                    if valued.contains(&text) { after.get(1..).unwrap_or_default() } else { after };
            }
            rest = rest.get(*operands..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            words = rest;
        }
        words
    }

    /// The name of the program that does the work, without its directory.
    pub fn program(&self) -> Option<&str> {
        Some(base_name(self.invocation().first()?.text()))
    }

    /// The arguments of the program that does the work.
    pub fn arguments(&self) -> &[Word] {
        self.invocation().get(1..).unwrap_or_default()
    }

    /// From its first word or redirection to the last one.
    pub fn span(&self) -> Span {
        let words = self.assignments.iter().chain(&self.words).map(Word::span);
        let redirections = self.redirections.iter().map(|redirection| {
            redirection
                .target
                .as_ref()
                .map_or(redirection.span, |target| redirection.span.to(target.span()))
        });
        let all = || words.clone().chain(redirections.clone());
        let start = all().map(|span| span.start).min().unwrap_or_default();
        Span { start, end: all().map(|span| span.end).max().unwrap_or_default() }
    }

    /// Whether it is a shell.
    pub fn is_shell(&self) -> bool {
        self.program().is_some_and(|program| SHELLS.contains(&program))
    }

    /// The text that it hands to another shell.
    pub(crate) fn find_script(&self) -> Option<&Arc<Excerpt>> {
        let arguments = self.arguments();
        match self.program()? {
            "eval" => match arguments {
                [script] => Some(script.content()),
                _ => None,
            },
            "su" => {
                let at =
                    arguments.iter().position(|word| matches!(word.text(), "-c" | "--command"))?;
                Some(arguments.get(at + 1)?.content())
            }
            program if SHELLS.contains(&program) => {
                let option = |word: &Word| {
                    let text = word.text();
                    text.starts_with('-') && !text.starts_with("--") && text.contains('c')
                };
                let at = arguments.iter().position(option)?;
                let mut rest = arguments[at + 1..].iter();
                // `bash -c -o pipefail 'script'` is possible, too.
                while let Some(word) = rest.next() {
                    match word.text() {
                        "-o" | "+o" | "-O" | "+O" => drop(rest.next()),
                        text if text.starts_with('-') => {}
                        _ => return Some(word.content()),
                    }
                }
                None
            }
            _ => None,
        }
    }
}

/// A program without its directory.
pub(crate) fn base_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// Whether the body of a heredoc is for a shell: it has no shebang, or that of a shell.
fn is_shell_script(body: &str) -> bool {
    let Some(shebang) = body.trim_start_matches('\t').strip_prefix("#!") else { return true };
    let line = shebang.lines().next().unwrap_or_default();
    line.split_whitespace().any(|word| SHELLS.contains(&base_name(word)))
}

#[cfg(test)]
mod tests;
