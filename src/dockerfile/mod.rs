//! Dockerfiles as BuildKit reads them, with the place of every word.
//!
//! A broken instruction is one [`Problem`] and hides no other one.

mod address;
mod check;
pub(crate) mod download;
mod expand;
mod glob;
mod heredoc;
mod instruction;
mod json;
mod keyword;
pub(crate) mod lapse;
mod lines;
pub(crate) mod mode;
pub(crate) mod options;
pub(crate) mod packages;
mod parse;
mod path;
pub(crate) mod port;
pub(crate) mod release;
mod scope;
pub(crate) mod script;
mod shell;
mod stage;
pub(crate) mod step;
mod user;
mod word;
mod words;

use std::sync::{Arc, OnceLock};

pub use address::Address;
pub use expand::{Expansion, Use};
pub use instruction::{Flag, Heredoc, Instruction, Pair, Reference};
pub use keyword::Keyword;
pub use lines::Directive;
pub use scope::{Origin, Scope};
pub use stage::{Base, Stage, State};
pub(crate) use user::User;
pub use word::Word;
pub(crate) use words::base_name;
pub use words::{Command, Operator, Redirection, Words};

use crate::finding::Place;
use crate::lang::Text;
use crate::source::{Problem, Source, Span};
use lines::Lines;
pub(crate) use lines::Window;
use packages::Settings;
use scope::Variables;
use stage::Builder;

const NO_INSTRUCTION: Text =
    Text { en: "file has no instruction", zh: "文件中没有任何指令" };
const NO_STAGE: Text = Text { en: "file has no FROM", zh: "文件中没有 FROM" };

/// A Dockerfile.
#[derive(Debug)]
pub struct Dockerfile {
    /// Whether a `.dockerignore` keeps files out of its build; nothing if that is not known.
    pub has_ignore_file: Option<bool>,
    name: String,
    window: Window,
    source: Arc<Source>,
    escape: char,
    directives: Vec<Directive>,
    globals: Vec<Arc<Instruction>>,
    stages: Vec<Stage>,
    variables: Variables,
    problems: Vec<Problem>,
    settings: OnceLock<Settings>,
}

impl Dockerfile {
    /// Reads a Dockerfile. What BuildKit would refuse or misread is among the problems.
    pub fn parse(source: Arc<Source>) -> Self {
        let name = source.name().to_owned();
        Self::read(source, Window::WHOLE, name)
    }

    /// Reads some lines of another file as a Dockerfile.
    pub(crate) fn read(source: Arc<Source>, window: Window, name: String) -> Self {
        let mut problems = Vec::new();
        let mut lines = Lines::new(&source, window, &mut problems);
        let mut builder = Builder::new(lines.escape);
        while let Some(line) = lines.logical() {
            let (instruction, problem) = parse::instruction(&mut lines, line);
            let later = builder.add(instruction);
            problems.extend(problem.or(later));
        }
        let (escape, directives) = (lines.escape, lines.directives);
        let Builder { globals, stages, variables, .. } = builder;
        if globals.is_empty() && stages.is_empty() {
            let start = source.line(window.first).unwrap_or_default();
            problems.push(Problem::new(Span { end: start.start, ..start }, NO_INSTRUCTION));
        } else if stages.is_empty() && problems.is_empty() {
            problems.push(Problem::new(globals[0].keyword_span, NO_STAGE));
        }
        problems.sort_by_key(|problem| problem.span.start);
        Self {
            has_ignore_file: None,
            name,
            window,
            source,
            escape,
            directives,
            globals,
            stages,
            variables,
            problems,
            settings: OnceLock::new(),
        }
    }

    /// What reports call it: the name of its file, and of the service whose file it is a part of.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Whether it is a part of another file.
    pub(crate) fn is_inline(&self) -> bool {
        self.window != Window::WHOLE
    }

    /// Whether a byte of that text is in a line of it.
    pub(crate) fn holds(&self, byte: usize) -> bool {
        let line = self.source.position(Span::new(byte, byte).start).line;
        (self.window.first..=self.window.last).contains(&line)
    }

    /// What BuildKit would refuse or misread, in order; one problem an instruction.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether BuildKit refuses or misreads an instruction, so that its parts are not what they seem.
    pub fn is_refused(&self, instruction: &Instruction) -> bool {
        self.problems.iter().any(|problem| instruction.span.contains(problem.span))
    }

    /// The parser directives at its start.
    pub fn directives(&self) -> &[Directive] {
        &self.directives
    }

    /// The character that escapes others and continues lines.
    pub fn escape(&self) -> char {
        self.escape
    }

    /// The instructions before the first `FROM`.
    pub fn globals(&self) -> &[Arc<Instruction>] {
        &self.globals
    }

    /// Its stages, in order.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// All instructions, in order.
    pub fn instructions(&self) -> impl Iterator<Item = &Arc<Instruction>> {
        let stages = self.stages.iter();
        self.globals
            .iter()
            .chain(stages.flat_map(|stage| std::iter::once(&stage.from).chain(&stage.instructions)))
    }

    /// All instructions as they act in the end: of `ONBUILD`, what it puts off.
    pub fn actions(&self) -> impl Iterator<Item = &Instruction> {
        self.instructions().map(|instruction| instruction.action())
    }

    /// All actions of a kind, in order.
    pub fn all(&self, keyword: Keyword) -> Vec<&Instruction> {
        self.actions().filter(|action| action.keyword == keyword).collect()
    }

    /// All `COPY` and `ADD`, in order.
    pub fn copies(&self) -> Vec<&Instruction> {
        self.actions().filter(|action| action.copied().is_some()).collect()
    }

    /// The last stage, which becomes the image.
    pub fn final_stage(&self) -> Option<&Stage> {
        self.stages.last()
    }

    /// The stages whose layers are in the image: the last one, the one that it is built on, and so
    /// on.
    pub fn shipped_stages(&self) -> Vec<&Stage> {
        self.final_stage().into_iter().flat_map(|stage| self.lineage(stage)).collect()
    }

    /// A stage, the one that it is built on, and so on.
    pub fn lineage<'a>(&'a self, stage: &'a Stage) -> impl Iterator<Item = &'a Stage> {
        std::iter::successors(Some(stage), |stage| self.base_stage(stage))
    }

    /// The earlier stage that a stage is built on.
    pub fn base_stage(&self, stage: &Stage) -> Option<&Stage> {
        match stage.base {
            Base::Stage(index) => self.stages.get(index),
            Base::Image | Base::Scratch => None,
        }
    }

    /// The image from elsewhere that a stage is built on in the end.
    pub fn base_image<'a>(&'a self, stage: &'a Stage) -> Option<&'a Word> {
        let first = self.lineage(stage).last()?;
        (first.base == Base::Image).then(|| first.image()).flatten()
    }

    /// The images from elsewhere that it takes anything from: what stages are built on, and what files
    /// are copied from.
    pub fn images(&self) -> impl Iterator<Item = &Word> {
        self.stages.iter().flat_map(|stage| {
            let base = stage.image().filter(|_| stage.base == Base::Image);
            let copies =
                stage.all(Keyword::Copy).filter_map(|copy| copy.flag("from")?.value.as_ref());
            base.into_iter().chain(copies.filter(|from| self.is_image(from, stage.index)))
        })
    }

    /// Whether `--from` means an image. A bare name that is no stage may be a context of the build.
    fn is_image(&self, from: &Word, before: usize) -> bool {
        from.known().is_none_or(|name| {
            name.contains(['/', ':', '@']) && self.stage_named(name, before).is_none()
        })
    }

    /// Whether a stage is built on nothing in the end.
    pub fn is_from_scratch(&self, stage: &Stage) -> bool {
        self.lineage(stage).any(|stage| stage.base == Base::Scratch)
    }

    /// The stage before number `before` that `--from` means by a name or number.
    pub fn stage_named(&self, name: &str, before: usize) -> Option<&Stage> {
        let earlier = &self.stages[..before.min(self.stages.len())];
        let named = earlier.iter().rfind(|stage| stage.is_named(name));
        named.or_else(|| earlier.get(name.parse::<usize>().ok()?))
    }

    /// The stage that a place lies in.
    pub fn stage_at(&self, span: Span) -> Option<&Stage> {
        let after = self.stages.partition_point(|stage| stage.from.span.start <= span.start);
        self.stages.get(after.checked_sub(1)?)
    }

    /// The variables that can be seen at a place.
    pub fn scope_at(&self, span: Span) -> Scope<'_> {
        let stage = self.stage_at(span).filter(|stage| !stage.from.span.contains(span));
        self.variables.scope(stage.map(|stage| stage.index), span.start)
    }

    /// The variables that hold at the end of a stage.
    pub fn scope_after(&self, stage: &Stage) -> Scope<'_> {
        self.variables.scope(Some(stage.index), u32::MAX)
    }

    /// What becomes of a word at its place, though BuildKit leaves its variables to a shell.
    pub fn expand(&self, word: &Word) -> Option<Expansion> {
        self.scope_at(word.span()).expand(word, self.escape)
    }

    /// The settings of package managers that it makes.
    pub(crate) fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| Settings::of(self))
    }

    /// A place in it.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place {
            source: Arc::clone(&self.source),
            span,
            path: self.path_of(span),
            origin: None,
            secret: false,
            unresolved: false,
            missing: false,
        }
    }

    /// The extent of the instruction that a line is part of.
    pub(crate) fn instruction_in(&self, line: Span) -> Option<Span> {
        let holds = |span: &Span| span.start < line.end && line.start < span.end;
        self.instructions().map(|instruction| instruction.span).find(holds)
    }

    /// The structural path of a place, which outlives changes around it: `stage:builder/RUN[2]` for
    /// what is in the second `RUN` of the stage `builder`. Stages without a name have their number,
    /// from 0; what is before the first stage is `global`.
    pub fn path_of(&self, span: Span) -> String {
        let Some(stage) = self.stage_at(span) else {
            return path_in("global", &self.globals, span);
        };
        let name =
            stage.name().map_or_else(|| stage.index.to_string(), |name| name.raw().to_lowercase());
        let place = format!("stage:{name}");
        if stage.from.span.contains(span) {
            return format!("{place}/{}", Keyword::From.as_str());
        }
        path_in(&place, &stage.instructions, span)
    }
}

fn path_in(place: &str, instructions: &[Arc<Instruction>], span: Span) -> String {
    let Some(at) = instructions.iter().position(|instruction| instruction.span.contains(span))
    else {
        return place.to_owned();
    };
    let keyword = instructions[at].keyword;
    let ordinal = instructions[..=at].iter().filter(|other| other.keyword == keyword).count();
    format!("{place}/{}[{ordinal}]", keyword.as_str())
}

#[cfg(test)]
mod tests;
