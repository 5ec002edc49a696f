//! Rules about live nodes, judged from what was measured on them.

pub(crate) mod cann_matches_driver;
pub(crate) mod cann_packages_agree;
pub(crate) mod container_runtime;
pub(crate) mod device_count;
pub(crate) mod device_health;
pub(crate) mod device_permissions;
pub(crate) mod driver_installed;
pub(crate) mod firmware_installed;
pub(crate) mod firmware_matches_driver;
pub(crate) mod library_trust;
pub(crate) mod memory_errors;
pub(crate) mod memory_in_use;
pub(crate) mod mixed_chips;
pub(crate) mod network;
pub(crate) mod runtime_mounts;
pub(crate) mod smoke_inference;
pub(crate) mod smoke_latency;
pub(crate) mod soc_supported;
pub(crate) mod stub_library;
pub(crate) mod thermals;

use crate::node::explain::explain;
use crate::node::{Device, Outcome, Status, Test};
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

/// The number of a device: the logical one, or else those of its card and chip.
fn device_name(device: &Device) -> String {
    let numbers = || format!("{}/{}", device.card, device.device);
    device.logic_id.map_or_else(numbers, |id| id.to_string())
}

/// What was computed, as an operator is named.
fn test_name(test: Test) -> &'static str {
    match test {
        Test::Add => "aclnnAdd",
        Test::Matmul => "aclnnMatmul",
        Test::Model => "aclmdlExecute",
    }
}
