//! Observability.
pub(crate) mod distributed_tracing;
mod evidence;
pub(crate) mod log_rotation;
pub(crate) mod metrics_exposed;
pub(crate) mod structured_logging;
