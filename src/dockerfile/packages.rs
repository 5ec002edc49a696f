//! Calls of package managers: what is installed, refreshed, upgraded, removed or cleaned by which
//! command.

mod cleaning;
mod language;
pub(crate) mod requirement;
mod setting;
mod system;
mod version;

pub(crate) use setting::Settings;

use super::options::{Arguments, Operand};
use super::step::Step;
use super::words::base_name;
use super::{Command, Dockerfile};
use crate::source::Span;

/// What is known of a package manager.
#[derive(Debug)]
pub(crate) struct Manager {
    /// The names of its programs.
    names: &'static [&'static str],
    /// What its sub-commands do.
    verbs: &'static [(Verb, &'static [&'static str])],
    /// Its options that take a value, without dashes, separated by blanks.
    valued: &'static str,
    /// The options with which it only says what it would do.
    idle: &'static [&'static str],
    /// Whether it is for the packages of a programming language, and not of the distribution.
    pub(crate) of_language: bool,
    /// How the question is answered that it asks before it changes anything, if it asks.
    pub(crate) consent: Option<Choice>,
    /// How it is kept from installing what a package only recommends, if it does that.
    pub(crate) recommends: Option<Choice>,
    /// Whether it installs from an index that only an update of its own refreshes.
    pub(crate) keeps_index: bool,
    /// What it leaves behind.
    pub(crate) cache: Option<Cache>,
    /// Whether a package is named without a version.
    is_open: fn(&str) -> bool,
    /// What else decides the versions of packages.
    pub(crate) settled: Choice,
}

/// How something is chosen for one call or for all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// Options, without dashes.
    pub(crate) options: &'static [&'static str],
    /// Environment variables.
    pub(crate) variables: &'static [&'static str],
    /// What a configuration has, in lower case.
    pub(crate) settings: &'static [&'static str],
    /// How such configurations are named, or the directories that they are in.
    pub(crate) files: &'static [&'static str],
}

/// What a package manager leaves behind.
#[derive(Debug)]
pub(crate) struct Cache {
    /// What leaves it.
    pub(crate) left_by: &'static [Verb],
    /// Where it is; some programs of the family use one place and some another.
    pub(crate) paths: &'static [&'static str],
    /// How it is not even written, or written elsewhere.
    pub(crate) avoided: Choice,
    /// The option that avoids it, or the command that removes it; `{}` is the program.
    pub(crate) remedy: &'static str,
}

/// What a package manager is to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verb {
    Install,
    /// Refresh the index of what there is.
    Update,
    Upgrade,
    Remove,
    /// Remove what it left behind.
    Clean,
}

/// A call of a package manager.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) manager: &'static Manager,
    pub(crate) verb: Verb,
    /// The program.
    pub(crate) program: &'a str,
    /// Program and sub-command: `apt-get install`.
    pub(crate) name: String,
    /// Where these stand.
    pub(crate) span: Span,
    pub(crate) command: &'a Command,
    /// Which command of its step it is.
    pub(crate) at: usize,
    /// The operands are packages.
    pub(crate) arguments: Arguments<'a>,
}

impl<'a> Call<'a> {
    /// The call that a command is, if it is one.
    pub(crate) fn of(file: &Dockerfile, command: &'a Command) -> Option<Self> {
        let (first, rest) = command.invocation().split_first()?;
        let mut program = base_name(first.text());
        let mut words = rest;
        // `python3 -m pip`
        if program.starts_with("python")
            && let Some(at) = rest.iter().position(|word| word.text() == "-m")
            && rest[..at].iter().all(|word| word.text().starts_with('-'))
            && let Some((module, after)) = rest[at + 1..].split_first()
        {
            (program, words) = (module.text(), after);
        }
        let manager = Manager::named(program)?;
        let mut arguments = Arguments::read(file, words, manager.valued);
        let (verb, length) = manager.verb(&arguments.operands)?;
        if arguments.has(manager.idle) {
            return None;
        }
        let verb_words: Vec<_> = arguments.operands.drain(..length).collect();
        let texts = verb_words.iter().map(|word| word.text.as_str());
        let name = std::iter::once(program).chain(texts).collect::<Vec<_>>().join(" ");
        let span = first.span().to(verb_words.last()?.word.span());
        Some(Self { manager, verb, program, name, span, command, at: 0, arguments })
    }

    /// Whether something is chosen by an option of it.
    fn chooses(&self, choice: &Choice) -> bool {
        // For apt-get, quiet twice means yes.
        let quiet = self.arguments.options.iter().filter(|option| option.name == "q");
        let twice = quiet.clone().count() > 1
            || quiet.into_iter().any(|option| option.value.as_deref() == Some("2"));
        self.arguments.has(choice.options) || (twice && choice.options.contains(&"qq"))
    }

    /// What it leaves behind.
    pub(crate) fn leaves(&self) -> Option<&'static Cache> {
        self.manager.cache.as_ref().filter(|cache| cache.left_by.contains(&self.verb))
    }

    /// Whether it may have options that only the shell knows.
    pub(crate) fn is_open(&self) -> bool {
        self.arguments.operands.iter().any(|operand| operand.text.starts_with(['$', '`']))
    }

    /// The packages that are named without a version.
    pub(crate) fn open_packages(&self) -> Vec<&Operand<'a>> {
        let packages = self.arguments.operands.iter().filter(|package| !package.is_open());
        packages.filter(|package| (self.manager.is_open)(&package.text)).collect()
    }
}

impl<'a> Step<'a> {
    /// The calls of package managers in it, in order.
    pub(crate) fn calls(&self) -> Vec<Call<'a>> {
        let commands = self.commands.iter().enumerate();
        let calls =
            commands.filter_map(|(at, command)| Some(Call { at, ..Call::of(self.file, command)? }));
        calls.collect()
    }

    /// Whether something is chosen for a call of it, by whatever means.
    pub(crate) fn chooses(&self, call: &Call, choice: &Choice) -> bool {
        call.chooses(choice)
            || choice.variables.iter().any(|name| self.has_variable(name))
            || self.file.settings().choose(choice, self)
    }
}

impl Choice {
    const NONE: Self = Self { options: &[], variables: &[], settings: &[], files: &[] };
}

impl Manager {
    /// One of which nothing is known.
    const PLAIN: Self = Self {
        names: &[],
        verbs: &[],
        valued: "",
        idle: &["dry-run", "simulate"],
        of_language: false,
        consent: None,
        recommends: None,
        keeps_index: false,
        cache: None,
        is_open: |_| false,
        settled: Choice::NONE,
    };

    /// The manager of which a program is part; `pip3.12` is pip.
    fn named(program: &str) -> Option<&'static Self> {
        let plain = program.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
        let mut all = system::MANAGERS.iter().chain(&language::MANAGERS);
        all.find(|manager| manager.names.iter().any(|name| [program, plain].contains(name)))
    }

    /// What the first operands tell it to do, and how many of them say so.
    fn verb(&self, operands: &[Operand]) -> Option<(Verb, usize)> {
        let said = |name: &str| {
            let words: Vec<&str> = name.split(' ').collect();
            let first = operands.get(..words.len())?;
            let agrees = first.iter().map(|operand| operand.text.as_str()).eq(words);
            agrees.then_some(first.len())
        };
        let all =
            self.verbs.iter().flat_map(|(verb, names)| names.iter().map(|name| (*verb, *name)));
        all.into_iter().find_map(|(verb, name)| Some((verb, said(name)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use std::sync::Arc;

    #[test]
    fn calls_are_known_however_they_are_written() {
        let rows = [
            (
                "apt-get -qq install -y -t sid curl git",
                "apt-get install Install curl git",
                "options between",
            ),
            ("sudo -E /usr/bin/apt-get update", "apt-get update Update", "a wrapper and a path"),
            ("apk add --no-cache -t .build gcc", "apk add Install gcc", "the value of an option"),
            ("dnf --setopt=a=b group install @x", "dnf group install Install @x", "two words"),
            ("yum -y update", "yum update Upgrade", "update means upgrade"),
            ("pip3.12 install a==1", "pip3.12 install Install a==1", "a version in the name"),
            ("python3 -u -m pip install -r a b", "pip install Install b", "a module of Python"),
            ("uv pip install a", "uv pip install Install a", "another program's pip"),
            ("npm --prefix /app i -g a", "npm i Install a", "a short sub-command"),
            ("yarn global add a", "yarn global add Install a", "the longer one of two"),
            (
                "xargs -a list apt-get install -y",
                "apt-get install Install",
                "packages from elsewhere",
            ),
            ("timeout 60 gem install a -v 1", "gem install Install a", "a limit of time"),
            ("apt-get install -s curl", "", "nothing is done"),
            ("apt-get clean", "", "nothing that matters"),
            ("python3 setup.py install", "", "no package manager"),
            ("echo apt-get install", "", "no call"),
        ];
        for (command, expected, reason) in rows {
            let text = format!("FROM a\nRUN {command}\n");
            let file = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
            let step = file.steps().next().expect("a step");
            let calls = step.calls().into_iter().map(|call| {
                let packages = call.arguments.operands.iter().map(|operand| operand.text.as_str());
                let words = [format!("{} {:?}", call.name, call.verb)];
                words.iter().map(String::as_str).chain(packages).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(calls.collect::<Vec<_>>().join(" / "), expected, "{reason}: {command}");
        }
    }
}
