//! A step of a build: a `RUN` together with its stage and the shell in force.

use super::instruction::Instruction;
use super::path;
use super::scope::Origin;
use super::{Command, Dockerfile, Keyword, Stage, Word};
use crate::finding::Place;
use crate::source::Span;

/// A `RUN`, be it one that `ONBUILD` puts off.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) file: &'a Dockerfile,
    pub(crate) stage: &'a Stage,
    pub(crate) instruction: &'a Instruction,
    /// The `SHELL` in force.
    pub(crate) shell: Option<&'a Instruction>,
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
                (instruction.keyword == Keyword::Run).then_some(Step {
                    file: self,
                    stage,
                    instruction,
                    shell,
                })
            })
        })
    }

    /// The steps of those stages whose layers are in the image.
    pub(crate) fn shipped_steps(&self) -> impl Iterator<Item = Step<'_>> {
        let shipped: Vec<usize> = self.shipped_stages().iter().map(|stage| stage.index).collect();
        self.steps().filter(move |step| shipped.contains(&step.stage.index))
    }
}

impl<'a> Step<'a> {
    /// All of its commands: see [`Words::all`](super::Words::all).
    pub(crate) fn commands(&self) -> Vec<&'a Command> {
        self.instruction.words.all()
    }

    /// A place in it.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.file.place(span)
    }

    /// Whether a variable is set to something: by `ENV` or `ARG`, or in the step itself.
    pub(crate) fn has_variable(&self, name: &str) -> bool {
        let sets = |word: &Word| {
            word.text().split_once('=').is_some_and(|(set, value)| set == name && !value.is_empty())
        };
        let (value, origin) = self.file.scope_at(self.instruction.span).get(name);
        let inherited = matches!(origin, Origin::Argument | Origin::Environment)
            && value.is_none_or(|value| !value.is_empty());
        inherited
            || self.commands().iter().any(|command| {
                let exported =
                    command.arguments().iter().filter(|_| command.program() == Some("export"));
                command.assignments.iter().chain(exported).any(sets)
            })
    }

    /// Whether this step or one before it says one of these words, in lower case, somewhere: in a
    /// command or in a file that it writes.
    pub(crate) fn mentions(&self, words: &[&str]) -> bool {
        self.before().any(|instruction| {
            let text = self.file.source().slice(instruction.span).to_lowercase();
            words.iter().any(|word| text.contains(word))
        })
    }

    /// Whether files were copied into a directory before it, or into one below.
    pub(crate) fn has_copied_to(&self, directory: &str) -> bool {
        self.before().any(|instruction| {
            matches!(instruction.keyword, Keyword::Copy | Keyword::Add)
                && instruction
                    .arguments
                    .last()
                    .is_some_and(|target| target.partial().starts_with(directory))
        })
    }

    /// Whether what is written to a path never gets into a layer: something is mounted there.
    pub(crate) fn is_mounted(&self, path: &str) -> bool {
        let mounts = self.instruction.flags.iter().filter(|flag| flag.name() == "mount");
        let targets = mounts.flat_map(super::Flag::fields).filter(|(name, _)| {
            ["target", "dst", "destination"].iter().any(|field| name.eq_ignore_ascii_case(field))
        });
        targets.into_iter().any(|(_, target)| path::covers(target, path))
    }

    /// The instructions whose work it builds on, and itself.
    fn before(&self) -> impl Iterator<Item = &'a Instruction> {
        let file = self.file;
        let stages = std::iter::successors(Some(self.stage), move |stage| file.base_stage(stage));
        let start = self.instruction.span.start;
        stages
            .flat_map(|stage| &stage.instructions)
            .map(AsRef::as_ref)
            .filter(move |instruction: &&Instruction| instruction.span.start <= start)
    }
}
