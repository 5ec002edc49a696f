use crate::dockerfile::base_name;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps() {
        for command in &step.commands {
            // The program itself counts, where it has nothing to run.
            let wrappers = (command.words.len() - command.invocation().len()).max(1);
            let mut words = command.words.iter().take(wrappers);
            if let Some(sudo) = words.find(|word| base_name(word.text()) == "sudo") {
                hits.at(step.place(sudo.span()), []);
            }
        }
    }
}
