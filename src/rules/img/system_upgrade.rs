use crate::dockerfile::packages::{Call, Verb};
use crate::rule::Hits;
use crate::run::Build;

/// Options with which only packages that have a known flaw are upgraded.
const FLAWS: [&str; 9] = [
    "advisory",
    "advisories",
    "bz",
    "bzs",
    "cve",
    "cves",
    "sec-severity",
    "secseverity",
    "security",
];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.steps() {
        for call in step.calls().into_iter().filter(|call| !call.manager.of_language) {
            concerned = true;
            if is_of_all(&call) {
                hits.at(step.place(call.span), [("call", &call.name)]);
            }
        }
    }
    if !concerned {
        hits.skip();
    }
}

/// Whether it upgrades whatever there is, and not packages that are named.
fn is_of_all(call: &Call) -> bool {
    call.verb == Verb::Upgrade && call.arguments.operands.is_empty() && !call.arguments.has(&FLAWS)
}
