//! The settings of package managers that a Dockerfile makes, and from where on they hold.

use super::{Choice, language, system};
use crate::dockerfile::step::Step;
use crate::dockerfile::{Dockerfile, Instruction, Keyword, Stage, Word};

/// From where on each setting holds in each stage.
#[derive(Debug)]
pub(crate) struct Settings {
    stages: Vec<Vec<(Evidence, u32)>>,
}

/// What tells of a setting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Evidence {
    /// A text, in a command or in a file that it writes.
    Text(&'static str),
    /// A file of this name that is copied.
    File(&'static str),
}

impl Settings {
    /// Looks for the settings that matter to any package manager.
    pub(crate) fn of(file: &Dockerfile) -> Self {
        let mut wanted = Vec::new();
        for manager in system::MANAGERS.iter().chain(&language::MANAGERS) {
            let cache = manager.cache.as_ref().map(|cache| &cache.avoided);
            let choices = [manager.consent.as_ref(), manager.recommends.as_ref(), cache];
            let choices = choices.into_iter().flatten().chain([&manager.settled]);
            wanted.extend(choices.flat_map(evidence));
        }
        let mut stages: Vec<Vec<(Evidence, u32)>> = Vec::new();
        for stage in file.stages() {
            let inherited = file.base_stage(stage).and_then(|base| stages.get(base.index));
            let mut found: Vec<_> =
                inherited.into_iter().flatten().map(|entry| (entry.0, 0)).collect();
            found.extend(
                wanted.iter().filter_map(|wanted| Some((*wanted, wanted.first_in(file, stage)?))),
            );
            stages.push(found);
        }
        Self { stages }
    }

    /// Whether one of the settings of a choice holds at a step.
    pub(super) fn choose(&self, choice: &Choice, step: &Step) -> bool {
        let Some(found) = self.stages.get(step.stage.index) else { return false };
        let end = step.instruction.span.end;
        evidence(choice)
            .any(|wanted| found.iter().any(|(other, from)| *other == wanted && *from < end))
    }
}

fn evidence(choice: &Choice) -> impl Iterator<Item = Evidence> {
    let texts = choice.settings.iter().map(|text| Evidence::Text(text));
    texts.chain(choice.files.iter().map(|name| Evidence::File(name)))
}

impl Evidence {
    /// Where it stands first in a stage.
    fn first_in(self, file: &Dockerfile, stage: &Stage) -> Option<u32> {
        let holds = |instruction: &Instruction| match self {
            Self::Text(text) => {
                let written = file.source().slice(instruction.span).as_bytes();
                written.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text.as_bytes()))
            }
            Self::File(name) => {
                let mut paths = instruction.arguments.iter().map(Word::partial);
                matches!(instruction.keyword, Keyword::Copy | Keyword::Add)
                    && paths.any(|path| path.contains(name))
            }
        };
        let mut instructions = stage.instructions.iter();
        instructions
            .find(|instruction| holds(instruction))
            .map(|instruction| instruction.span.start)
    }
}
