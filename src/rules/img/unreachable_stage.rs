use crate::dockerfile::Instruction;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let stages = build.stages();
    // Nothing but FROM is a list of versions that update bots keep.
    if stages.len() < 2 || stages.iter().all(|stage| stage.instructions.is_empty()) {
        return hits.skip();
    }
    // A stage with a name may be the target of a build that nobody told us of.
    let is_target = |index: usize| index + 1 == stages.len() || stages[index].name().is_some();
    let mut needed: Vec<bool> = (0..stages.len()).map(is_target).collect();
    // Stages need only earlier ones.
    for stage in stages.iter().rev() {
        if !needed[stage.index] {
            hits.at(build.place(stage.from.keyword_span), [("number", &stage.index)]);
            continue;
        }
        let actions = stage.instructions.iter().map(|instruction| instruction.action());
        for reference in actions.flat_map(Instruction::references) {
            let number = reference.name.parse::<usize>();
            if let Some(needed) = number.ok().and_then(|number| needed.get_mut(number)) {
                *needed = true;
            }
        }
    }
}
