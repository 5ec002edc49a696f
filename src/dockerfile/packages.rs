//! Calls of package managers: what is installed, refreshed, upgraded, removed or cleaned by which
//! command.

mod cleaning;
mod language;
mod system;
mod version;

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
    /// Its options that take a value, without dashes.
    valued: &'static [&'static str],
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
    /// The directory of such configurations.
    pub(crate) directory: Option<&'static str>,
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
        Some(Self { manager, verb, program, name, span, command, arguments })
    }

    /// Whether something is chosen by an option of it.
    fn chooses(&self, choice: &Choice) -> bool {
        // Two of `-q` in apt-get mean yes, too.
        let twice = |name: &str| {
            let letter = &name[..1];
            self.arguments.options.iter().filter(|option| option.name == letter).count() > 1
                || self.arguments.value(&[letter]) == Some("2")
        };
        self.arguments.has(choice.options) || (choice.options.contains(&"qq") && twice("qq"))
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
        self.commands().into_iter().filter_map(|command| Call::of(self.file, command)).collect()
    }

    /// Whether something is chosen for a call of it, by whatever means.
    pub(crate) fn chooses(&self, call: &Call, choice: &Choice) -> bool {
        call.chooses(choice)
            || choice.variables.iter().any(|name| self.has_variable(name))
            || self.mentions(choice.settings)
            || choice.directory.is_some_and(|directory| self.has_copied_to(directory))
    }
}

impl Choice {
    const NONE: Self = Self { options: &[], variables: &[], settings: &[], directory: None };
}

impl Manager {
    /// One of which nothing is known.
    const PLAIN: Self = Self {
        names: &[],
        verbs: &[],
        valued: &[],
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
