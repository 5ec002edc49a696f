//! Observability.
pub(crate) mod distributed_tracing;
mod evidence;
pub(crate) mod metrics_exposed;
pub(crate) mod structured_logging;
