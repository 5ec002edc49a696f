use crate::dockerfile::Instruction;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let stages = build.stages();
    if stages.len() < 2 {
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
        for (name, _) in actions.flat_map(Instruction::references) {
            let numbered = name.parse::<usize>().ok().and_then(|number| needed.get_mut(number));
            if let Some(needed) = numbered {
                *needed = true;
            }
        }
    }
}
