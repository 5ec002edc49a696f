//! A stage of a Dockerfile: what it is built on, and the state that its instructions leave.

use std::sync::Arc;

use super::expand::{Expansion, expand};
use super::instruction::Instruction;
use super::keyword::Keyword;
use super::scope::{Scope, Variables};
use super::word::Word;
use crate::lang::Text;
use crate::source::{Problem, Span};

const BEFORE_FROM: Text = Text {
    en: "{keyword} stands before the first FROM, where only ARG may",
    zh: "{keyword} 出现在第一个 FROM 之前，那里只允许 ARG",
};

/// A stage: `FROM` and what follows it.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its number, from 0.
    pub index: usize,
    /// The instruction that begins it.
    pub from: Arc<Instruction>,
    /// The other ones, in order.
    pub instructions: Vec<Arc<Instruction>>,
    /// What it is built on.
    pub base: Base,
    /// What holds at its end.
    pub state: State,
}

/// What a stage is built on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Base {
    /// An image from elsewhere.
    Image,
    /// An earlier stage of this number.
    Stage(usize),
    /// Nothing.
    Scratch,
}

/// The settings that hold at the end of a stage, with those that it inherits from earlier stages:
/// the instructions that made them.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The last `USER`.
    pub user: Option<Arc<Instruction>>,
    /// The last `ENTRYPOINT`.
    pub entrypoint: Option<Arc<Instruction>>,
    /// The last `CMD`; an `ENTRYPOINT` takes that of a base away.
    pub cmd: Option<Arc<Instruction>>,
    /// The last `SHELL`.
    pub shell: Option<Arc<Instruction>>,
    /// The last `HEALTHCHECK`.
    pub healthcheck: Option<Arc<Instruction>>,
    /// The last `WORKDIR`.
    pub workdir: Option<Arc<Instruction>>,
    /// The directory that all `WORKDIR` lead to, as far as the Dockerfile alone can tell it.
    pub directory: Option<String>,
}

impl Stage {
    /// The image or stage that it is built on, as `FROM` has it.
    pub fn image(&self) -> Option<&Word> {
        self.from.arguments.first()
    }

    /// Its name, after `AS`.
    pub fn name(&self) -> Option<&Word> {
        match self.from.arguments.as_slice() {
            [_, by, name] if by.raw().eq_ignore_ascii_case("AS") => Some(name),
            _ => None,
        }
    }

    /// The value of `--platform`.
    pub fn platform(&self) -> Option<&Word> {
        self.from.flag("platform")?.value.as_ref()
    }

    /// The user that it ends with, as `USER` has it.
    pub fn user(&self) -> Option<&Word> {
        self.state.user.as_ref()?.arguments.first()
    }

    /// Its instructions of one kind, in order.
    pub fn all(&self, keyword: Keyword) -> impl Iterator<Item = &Arc<Instruction>> {
        self.instructions.iter().filter(move |instruction| instruction.keyword == keyword)
    }

    /// Whether this is what a `FROM` or `--from` of this name means; Docker does not look at the
    /// case.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name().is_some_and(|own| own.raw().eq_ignore_ascii_case(name))
    }
}

/// What the instructions of a file come together to.
pub(crate) struct Builder {
    pub(crate) globals: Vec<Arc<Instruction>>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) variables: Variables,
    escape: char,
    /// Whether it has been said that an instruction stands before the first `FROM`.
    lost: bool,
}

impl Builder {
    pub(crate) fn new(escape: char) -> Self {
        Self {
            globals: Vec::new(),
            stages: Vec::new(),
            variables: Variables::default(),
            escape,
            lost: false,
        }
    }

    /// Adds the next instruction; says what is wrong with its variables or its place.
    pub(crate) fn add(&mut self, mut instruction: Instruction) -> Option<Problem> {
        let mut problem = self.expand(&mut instruction).err();
        let instruction = Arc::new(instruction);
        match (instruction.keyword, self.stages.last_mut()) {
            (Keyword::From, _) => self.begin(instruction),
            (_, Some(stage)) => {
                stage.state.apply(&instruction, &stage.instructions);
                stage.instructions.push(instruction);
            }
            (Keyword::Arg, None) => self.globals.push(instruction),
            (keyword, None) => {
                // An unknown instruction was perhaps meant to be FROM.
                if !self.lost && keyword != Keyword::Unknown {
                    let message = BEFORE_FROM.with([("keyword", &keyword.as_str())]);
                    problem.get_or_insert(Problem::new(instruction.keyword_span, message));
                }
                self.lost = true;
                self.globals.push(instruction);
            }
        }
        problem
    }

    fn begin(&mut self, from: Arc<Instruction>) {
        let index = self.stages.len();
        let image = from.arguments.first().and_then(Word::known);
        let earlier = image.and_then(|name| self.stages.iter().rfind(|stage| stage.is_named(name)));
        let base = match (earlier, image) {
            (Some(stage), _) => Base::Stage(stage.index),
            (None, Some("scratch")) => Base::Scratch,
            (None, _) => Base::Image,
        };
        let state = match earlier {
            Some(stage) => stage.state.clone(),
            None => State {
                directory: (base == Base::Scratch).then(|| "/".to_owned()),
                ..State::default()
            },
        };
        self.variables.begin_stage(earlier.map(|stage| stage.index), base == Base::Image);
        self.stages.push(Stage { index, from, instructions: Vec::new(), base, state });
    }

    /// Replaces the variables in an instruction, and notes those that it sets.
    fn expand(&mut self, instruction: &mut Instruction) -> Result<(), Problem> {
        let from = instruction.keyword == Keyword::From;
        let stage = if from { None } else { self.stages.len().checked_sub(1) };
        let at = instruction.span.start;
        if instruction.keyword == Keyword::Arg {
            return self.declare(instruction, stage);
        }
        if let Some(trigger) = &mut instruction.trigger {
            leave_open(trigger);
        }
        let scope = self.variables.scope(stage, at);
        let mut outcome = Ok(());
        for (word, quotes) in expandable(instruction) {
            outcome = outcome.and(replace(word, scope, self.escape, quotes));
        }
        if instruction.keyword == Keyword::Env {
            for pair in &instruction.pairs {
                if let Some(value) = &pair.value {
                    self.variables.set(pair.name.known().unwrap_or_default(), value, at);
                }
            }
        }
        outcome
    }

    /// The arguments of one `ARG` can refer to those before them.
    fn declare(
        &mut self,
        instruction: &mut Instruction,
        stage: Option<usize>,
    ) -> Result<(), Problem> {
        let mut outcome = Ok(());
        for pair in &mut instruction.pairs {
            let Span { start, .. } = pair.name.span();
            if let Some(value) = &mut pair.value {
                let scope = self.variables.scope(stage, start);
                outcome = outcome.and(replace(value, scope, self.escape, true));
            }
            self.variables.declare(pair.name.text(), pair.value.as_ref(), start);
        }
        outcome
    }
}

impl State {
    /// What holds after an instruction, given those before it in its stage.
    fn apply(&mut self, instruction: &Arc<Instruction>, before: &[Arc<Instruction>]) {
        let setting = match instruction.keyword {
            Keyword::User => &mut self.user,
            Keyword::Cmd => &mut self.cmd,
            Keyword::Shell => &mut self.shell,
            Keyword::Healthcheck => &mut self.healthcheck,
            Keyword::Entrypoint => {
                if before.iter().all(|earlier| earlier.keyword != Keyword::Cmd) {
                    self.cmd = None;
                }
                &mut self.entrypoint
            }
            Keyword::Workdir => {
                let path = instruction.arguments.first().and_then(Word::known);
                self.directory = path.and_then(|path| join(self.directory.as_deref(), path));
                &mut self.workdir
            }
            _ => return,
        };
        *setting = Some(Arc::clone(instruction));
    }
}

/// The words of an instruction in which BuildKit replaces variables, and whether quotes mean
/// anything in them.
fn expandable(instruction: &mut Instruction) -> Vec<(&mut Word, bool)> {
    let keyword = instruction.keyword;
    let flags = instruction.flags.iter_mut();
    let flags = flags
        .filter(|_| matches!(keyword, Keyword::Add | Keyword::Copy | Keyword::From | Keyword::Run));
    let flags = flags.filter_map(|flag| flag.value.as_mut());
    let arguments = instruction.arguments.iter_mut().filter(|_| {
        matches!(
            keyword,
            Keyword::Add
                | Keyword::Copy
                | Keyword::Expose
                | Keyword::From
                | Keyword::Stopsignal
                | Keyword::User
                | Keyword::Volume
                | Keyword::Workdir
        )
    });
    let pairs = instruction
        .pairs
        .iter_mut()
        .flat_map(|pair| std::iter::once(&mut pair.name).chain(&mut pair.value));
    let heredocs =
        instruction.heredocs.iter_mut().filter(|heredoc| heredoc.expand && keyword != Keyword::Run);
    let words = flags.chain(arguments).chain(pairs).map(|word| (word, true));
    words.chain(heredocs.map(|heredoc| (&mut heredoc.body, false))).collect()
}

/// Notes that what the variables of an instruction are is known to the builds that it is put off to.
fn leave_open(trigger: &mut Instruction) {
    for (word, _) in expandable(trigger) {
        if word.text().contains('$') {
            let partial = word.text().to_owned();
            word.set_expansion(Expansion { text: None, partial, uses: Vec::new() });
        }
    }
}

/// Notes what becomes of a word; nothing, if BuildKit refuses it.
fn replace(word: &mut Word, scope: Scope, escape: char, quotes: bool) -> Result<(), Problem> {
    let (expansion, outcome) = match expand(word, scope, escape, quotes) {
        Ok(expansion) => (expansion, Ok(())),
        Err(problem) => {
            let partial = word.raw().to_owned();
            (Expansion { text: None, partial, uses: Vec::new() }, Err(problem))
        }
    };
    word.set_expansion(expansion);
    outcome
}

fn join(directory: Option<&str>, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return Some(path.to_owned());
    }
    let directory = directory?.trim_end_matches('/');
    Some(format!("{directory}/{}", path.trim_start_matches("./")))
}
