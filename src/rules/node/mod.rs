//! Rules about live nodes, judged from what was measured on them.

pub(crate) mod cann_matches_driver;
pub(crate) mod cann_packages_agree;
pub(crate) mod device_count;
pub(crate) mod device_permissions;
pub(crate) mod driver_installed;
pub(crate) mod firmware_installed;
pub(crate) mod firmware_matches_driver;
pub(crate) mod soc_supported;

use crate::node::explain::explain;
use crate::node::{Outcome, Status};
use crate::rule::Beside;
use crate::yaml::Node;

/// How a call ended, as programs say it in every language: `aclInit = 507008`, `signal 11`.
fn said(outcome: &Outcome) -> String {
    let call = outcome.call.as_deref().unwrap_or("code");
    match (outcome.code, outcome.signal, &outcome.detail) {
        (Some(code), ..) => format!("{call} = {code}"),
        (None, Some(signal), _) => format!("signal {signal}"),
        (None, None, Some(detail)) => format!("\"{detail}\""),
        (None, None, None) if outcome.status == Status::TimedOut => "timeout".to_owned(),
        (None, None, None) => "no answer".to_owned(),
    }
}

/// Adds what the code of an outcome means, if that is known.
fn explained(found: Beside, outcome: Node, code: Option<i64>) {
    if let Some(text) = code.and_then(explain) {
        found.also(outcome.get("code"), text.into());
    }
}
