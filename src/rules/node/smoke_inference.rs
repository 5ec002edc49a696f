use std::fmt::Display;

use crate::node::explain::STUB;
use crate::node::{Host, Outcome, Smoke, Status};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.smoke.is_empty() {
        return hits.unknown();
    }
    for (index, smoke) in host.smoke.iter().enumerate() {
        let mut before = host.smoke[..index].iter();
        if !before.any(|other| ends_alike(smoke, other)) {
            judge(host, &format!("/smoke/{index}"), smoke, hits);
        }
    }
}

/// Whether two computations on a device ended in the same call with the same code: what is wrong with
/// the device is said once.
fn ends_alike(one: &Smoke, other: &Smoke) -> bool {
    let end = |smoke: &Smoke| {
        let Outcome { status, call, code, .. } = smoke.outcome.clone();
        (smoke.device, status, call, code)
    };
    one.outcome.status == Status::Failed && end(one) == end(other)
}

fn judge(host: &Host, pointer: &str, smoke: &Smoke, hits: &mut Hits) {
    let outcome = &smoke.outcome;
    let case = match outcome.status {
        Status::Ok => return,
        Status::Skipped => return hits.unknown(),
        // That a stub answers is another rule's to say.
        _ if outcome.code == Some(STUB) => return hits.unknown(),
        Status::Failed if lacks_kernels(smoke) => "kernels",
        Status::Failed => "failed",
        Status::Missing => "missing",
        Status::TimedOut => "timed-out",
        Status::Crashed => "crashed",
        Status::Wrong => "wrong",
    };
    let wrong = smoke.mismatch.clone().unwrap_or_default();
    let place = if smoke.mismatch.is_some() { "mismatch" } else { "outcome" };
    let seconds = outcome.milliseconds.unwrap_or_default() / 1000;
    let args: [(_, &dyn Display); 8] = [
        ("test", &super::test_name(smoke.test)),
        ("device", &smoke.device),
        ("said", &super::said(outcome)),
        ("seconds", &seconds),
        ("index", &wrong.index),
        ("expected", &wrong.expected),
        ("actual", &wrong.actual),
        ("count", &wrong.count),
    ];
    let found = hits.case(case, host.at(&format!("{pointer}/{place}")), args);
    super::explained(found, host.place(&format!("{pointer}/outcome")), outcome.code);
}

/// Whether what the library said is that it has no kernel for an operator.
fn lacks_kernels(smoke: &Smoke) -> bool {
    let said = [&smoke.explanation, &smoke.outcome.detail];
    let signs = ["EZ1001", "binary_info_config", "dynamic kernel config"];
    said.into_iter().flatten().any(|text| signs.iter().any(|sign| text.contains(sign)))
}
