use std::fmt::Display;

use crate::node::{Host, Status, Test};
use crate::rule::Hits;

/// What the first run of a small computation may take, in milliseconds. Starting a device and loading
/// its kernels takes some seconds; past half a minute, probes of Kubernetes give up.
const FIRST: f64 = 30_000.0;

/// The same for a later run. It takes well under a millisecond; past a hundred, something else is at work.
const STEADY: f64 = 100.0;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let mut is_measured = false;
    for (index, smoke) in host.smoke.iter().enumerate() {
        // How long a user's model may take, nobody says.
        if smoke.outcome.status != Status::Ok || smoke.test == Test::Model {
            continue;
        }
        for (case, key, taken, bound) in [
            ("first", "firstMs", smoke.first_ms, FIRST),
            ("steady", "steadyMs", smoke.steady_ms, STEADY),
        ] {
            let Some(taken) = taken else { continue };
            is_measured = true;
            if taken > bound {
                let args: [(_, &dyn Display); 4] = [
                    ("test", &super::test_name(smoke.test)),
                    ("device", &smoke.device),
                    ("taken", &taken),
                    ("bound", &bound),
                ];
                hits.case(case, host.place(&format!("/smoke/{index}/{key}")), args);
            }
        }
    }
    if !is_measured {
        hits.unknown();
    }
}
