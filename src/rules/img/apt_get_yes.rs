use crate::dockerfile::packages::{Call, Verb};
use crate::dockerfile::{Operator, Redirection};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.steps() {
        for call in step.calls() {
            let Some(consent) = call.manager.consent.filter(|_| changes(&call)) else { continue };
            concerned = true;
            if step.chooses(&call, &consent) || is_fed(&call) {
                continue;
            }
            if call.is_open() {
                hits.unknown();
                continue;
            }
            hits.at(step.place(call.span), [("call", &call.name)]);
        }
    }
    if !concerned {
        hits.skip();
    }
}

fn changes(call: &Call) -> bool {
    matches!(call.verb, Verb::Install | Verb::Upgrade | Verb::Remove)
}

/// Whether something answers in the place of the user, as in `yes | apt-get install curl`.
fn is_fed(call: &Call) -> bool {
    let input = |redirection: &Redirection| redirection.operator.starts_with('<');
    call.command.operator == Some(Operator::Pipe) || call.command.redirections.iter().any(input)
}
