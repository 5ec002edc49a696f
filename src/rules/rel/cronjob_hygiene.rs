use std::fmt::Display;

use crate::k8s::{Manifest, ScheduleFault, schedule_fault};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.group() != "batch" {
        return hits.skip();
    }
    let schedule = object.spec().get("schedule");
    if let Some(fault) = schedule.str().and_then(schedule_fault) {
        judge(schedule, fault, hits);
    }
    // What another file completes may say there what is missing here.
    if object.is_part() {
        return;
    }
    for (case, field) in
        [("concurrency", "concurrencyPolicy"), ("deadline", "startingDeadlineSeconds")]
    {
        let setting = object.spec().get(field);
        if !setting.exists() {
            hits.case(case, setting, [("name", &object.name())]);
        }
    }
}

fn judge(place: Node, fault: ScheduleFault, hits: &mut Hits) {
    let text = place.text().unwrap_or_default();
    let schedule: (_, &dyn Display) = ("schedule", &text);
    match fault {
        ScheduleFault::Zone => hits.case("zone", place, [schedule]),
        ScheduleFault::Fields(count) => hits.case("fields", place, [schedule, ("count", &count)]),
        ScheduleFault::Shorthand => hits.case("shorthand", place, [schedule]),
        ScheduleFault::Part { part, number, low, high } => {
            let field: [(_, &dyn Display); 4] =
                [("part", &part), ("number", &number), ("low", &low), ("high", &high)];
            let [part, number, low, high] = field;
            hits.case("part", place, [schedule, part, number, low, high])
        }
        ScheduleFault::Never => hits.case("never", place, [schedule]),
    };
}
