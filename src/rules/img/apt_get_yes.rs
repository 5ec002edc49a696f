use crate::dockerfile::packages::{Call, Choice, Verb};
use crate::dockerfile::step::Step;
use crate::dockerfile::{Operator, Redirection};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let consent = |call: &Call| call.manager.consent.filter(|_| changes(call));
    judge(build.steps(), consent, is_fed, hits);
}

/// Judges the calls that must choose something, unless something else settles it.
pub(super) fn judge<'a>(
    steps: impl Iterator<Item = Step<'a>>,
    choice: impl Fn(&Call) -> Option<Choice>,
    is_settled: impl Fn(&Call) -> bool,
    hits: &mut Hits,
) {
    let mut concerned = false;
    for step in steps {
        for call in step.calls() {
            let Some(choice) = choice(&call) else { continue };
            concerned = true;
            if step.chooses(&call, &choice) || is_settled(&call) {
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
