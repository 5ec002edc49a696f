//! The variables of a Dockerfile, and which of them can be seen where.

use super::expand::{Expansion, expand};
use super::word::Word;

/// Set by BuildKit before the first `FROM`.
const PLATFORM: [&str; 8] = [
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETVARIANT",
];

/// Build arguments that need no `ARG`.
const PREDEFINED: [&str; 10] = [
    "ALL_PROXY",
    "FTP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "all_proxy",
    "ftp_proxy",
    "https_proxy",
    "http_proxy",
    "no_proxy",
];

/// Where the value of a variable comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// An `ARG` that can be seen here.
    Argument,
    /// An `ENV` of this stage or of one that it is built on.
    Environment,
    /// BuildKit: the platforms, where they can be seen, and the proxies.
    Predefined,
    /// An `ARG` before the first `FROM`, or BuildKit's platforms; but this stage does not declare
    /// it.
    GlobalOnly,
    /// If anything, the environment of the base image.
    BaseImage,
    /// Nothing.
    Undeclared,
}

/// What a variable is found to be.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Known(String),
    /// A build argument without a default.
    Open,
    /// Something that the Dockerfile does not say.
    Unknown,
    Unset,
}

impl Found {
    fn of(word: &Word) -> Self {
        word.known().map_or(Self::Unknown, |text| Self::Known(text.to_owned()))
    }

    pub(crate) fn value(&self) -> Option<String> {
        match self {
            Self::Known(text) => Some(text.clone()),
            Self::Unset => Some(String::new()),
            Self::Open | Self::Unknown => None,
        }
    }
}

/// All variables of a Dockerfile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables {
    globals: Vec<Variable>,
    stages: Vec<StageVariables>,
}

#[derive(Clone, Debug)]
struct StageVariables {
    /// The stage that it is built on.
    base: Option<usize>,
    /// Whether it is built on an image that may bring variables along.
    from_image: bool,
    own: Vec<Variable>,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    value: Found,
    origin: Origin,
    /// The byte from which on it can be seen.
    from: u32,
}

impl Variables {
    pub(crate) fn begin_stage(&mut self, base: Option<usize>, from_image: bool) {
        self.stages.push(StageVariables { base, from_image, own: Vec::new() });
    }

    /// What can be seen at a byte of a stage, or before the first one.
    pub(crate) fn scope(&self, stage: Option<usize>, at: u32) -> Scope<'_> {
        Scope { variables: self, stage, at }
    }

    /// Notes an `ENV` of the stage that was begun last.
    pub(crate) fn set(&mut self, name: &str, value: &Word, from: u32) {
        if let Some(stage) = self.stages.last_mut() {
            let value = Found::of(value);
            stage.own.push(Variable {
                name: name.to_owned(),
                value,
                origin: Origin::Environment,
                from,
            });
        }
    }

    /// Notes an `ARG` and its default. Without one, it is that of the same name before the first
    /// `FROM`.
    pub(crate) fn declare(&mut self, name: &str, default: Option<&Word>, from: u32) {
        let stage = self.stages.len().checked_sub(1);
        let seen = self.scope(stage, from).look_up(name).1;
        if default.is_none() && stage.is_some() && seen == Origin::Environment {
            return;
        }
        let global = || {
            self.globals
                .iter()
                .rfind(|global| global.name == name)
                .map(|global| global.value.clone())
        };
        let platform = default.is_none() && PLATFORM.contains(&name);
        let value = match default {
            Some(word) => Found::of(word),
            None if platform => Found::Unknown,
            None => global().unwrap_or(Found::Open),
        };
        let origin = if platform { Origin::Predefined } else { Origin::Argument };
        let variable = Variable { name: name.to_owned(), value, origin, from };
        self.stages.last_mut().map_or(&mut self.globals, |stage| &mut stage.own).push(variable);
    }
}

/// The variables that can be seen at one place.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    variables: &'a Variables,
    stage: Option<usize>,
    at: u32,
}

impl<'a> Scope<'a> {
    /// What becomes of a word here; nothing if BuildKit would refuse it.
    pub fn expand(self, word: &Word, escape: char) -> Option<Expansion> {
        expand(word, self, escape, true).ok()
    }

    /// The value of a variable as far as the Dockerfile alone can tell it, and where it comes from.
    pub fn get(self, name: &str) -> (Option<String>, Origin) {
        let (found, origin) = self.look_up(name);
        (found.value(), origin)
    }

    /// The variables that `ENV` has set, each with its last value.
    pub fn environment(self) -> Vec<(&'a str, Option<String>)> {
        let mut environment = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for variable in
            self.own_and_inherited().filter(|variable| variable.origin == Origin::Environment)
        {
            if seen.insert(variable.name.as_str()) {
                environment.push((variable.name.as_str(), variable.value.value()));
            }
        }
        environment.reverse();
        environment
    }

    pub(crate) fn look_up(self, name: &str) -> (Found, Origin) {
        if let Some(variable) = self.own_and_inherited().find(|variable| variable.name == name) {
            return (variable.value.clone(), variable.origin);
        }
        let global = PLATFORM.contains(&name)
            || self.variables.globals.iter().any(|global| global.name == name);
        if PREDEFINED.contains(&name) || (self.stage.is_none() && PLATFORM.contains(&name)) {
            (Found::Unknown, Origin::Predefined)
        } else if global && self.stage.is_some() {
            (Found::Unknown, Origin::GlobalOnly)
        } else if self.stage.is_some() && (self.has_image() || name == "PATH") {
            (Found::Unknown, Origin::BaseImage)
        } else {
            (Found::Unset, Origin::Undeclared)
        }
    }

    /// The variables that can be seen, the last one first. An `ARG` is seen in the stages that are
    /// built on its own, too.
    fn own_and_inherited(self) -> impl Iterator<Item = &'a Variable> {
        let globals = self.variables.globals.iter().filter(move |_| self.stage.is_none());
        let own = self.stages().flat_map(|stage| stage.own.iter().rev());
        own.chain(globals.rev()).filter(move |variable| variable.from < self.at)
    }

    fn has_image(self) -> bool {
        self.stages().any(|stage| stage.from_image)
    }

    /// The stage and those that it is built on.
    fn stages(self) -> impl Iterator<Item = &'a StageVariables> {
        let stages = &self.variables.stages;
        let first = self.stage.and_then(|stage| stages.get(stage));
        std::iter::successors(first, |stage| stages.get(stage.base?))
    }
}
