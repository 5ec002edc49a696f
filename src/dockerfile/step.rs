//! A step of a build: a `RUN` together with its stage and the shell in force.

use std::collections::HashSet;

use super::instruction::{Flag, Instruction};
use super::path;
use super::scope::Origin;
use super::{Command, Dockerfile, Keyword, Stage, Word};
use crate::finding::Place;
use crate::source::Span;

/// A `RUN`, be it one that `ONBUILD` puts off.
pub(crate) struct Step<'a> {
    pub(crate) file: &'a Dockerfile,
    pub(crate) stage: &'a Stage,
    pub(crate) instruction: &'a Instruction,
    /// The `SHELL` in force.
    pub(crate) shell: Option<&'a Instruction>,
    /// All of its commands: see [`Words::all`](super::Words::all).
    pub(crate) commands: Vec<&'a Command>,
    /// The variables that its commands set to something.
    variables: HashSet<&'a str>,
}

impl Dockerfile {
    /// Its steps, in order.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        self.stages().iter().flat_map(move |stage| {
            let mut shell = self.base_stage(stage).and_then(|base| base.state.shell.as_deref());
            stage.instructions.iter().filter_map(move |instruction| {
                if instruction.keyword == Keyword::Shell {
                    shell = Some(instruction);
                }
                let instruction = instruction.trigger.as_deref().unwrap_or(instruction);
                let runs = instruction.keyword == Keyword::Run;
                runs.then(|| Step::new(self, stage, instruction, shell))
            })
        })
    }

    /// The steps of those stages whose layers are in the image.
    pub(crate) fn shipped_steps(&self) -> impl Iterator<Item = Step<'_>> {
        let shipped: HashSet<usize> =
            self.shipped_stages().iter().map(|stage| stage.index).collect();
        self.steps().filter(move |step| shipped.contains(&step.stage.index))
    }
}

impl<'a> Step<'a> {
    fn new(
        file: &'a Dockerfile,
        stage: &'a Stage,
        instruction: &'a Instruction,
        shell: Option<&'a Instruction>,
    ) -> Self {
        let commands = instruction.words.all();
        let assignments = commands.iter().flat_map(|command| {
            let exports = command.program() == Some("export");
            let exported = command.arguments().iter().filter(move |_| exports);
            command.assignments.iter().chain(exported)
        });
        let set = assignments.filter_map(|word: &Word| word.text().split_once('='));
        let variables = set.filter(|(_, value)| !value.is_empty()).map(|(name, _)| name).collect();
        Self { file, stage, instruction, shell, commands, variables }
    }

    /// A place in it.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.file.place(span)
    }

    /// Whether a variable is set to something: by `ENV` or `ARG`, or in the step itself.
    pub(crate) fn has_variable(&self, name: &str) -> bool {
        let (value, origin) = self.file.scope_at(self.instruction.span).get(name);
        let inherited = matches!(origin, Origin::Argument | Origin::Environment)
            && value.is_none_or(|value| !value.is_empty());
        inherited || self.variables.contains(name)
    }

    /// Whether what is written to a path never gets into a layer: something is mounted there.
    pub(crate) fn is_mounted(&self, path: &str) -> bool {
        let mounts = self.instruction.flags.iter().filter(|flag| flag.name() == "mount");
        let is_target = |name: &str| {
            let names = ["target", "dst", "destination"];
            names.iter().any(|target| name.eq_ignore_ascii_case(target))
        };
        let mut targets = mounts.flat_map(Flag::fields).filter(|(name, _)| is_target(name));
        targets.any(|(_, target)| path::covers(target, path))
    }
}
