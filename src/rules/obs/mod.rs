//! Observability.
pub(crate) mod alert_quality;
pub(crate) mod distributed_tracing;
pub(crate) mod log_rotation;
pub(crate) mod metrics_exposed;
pub(crate) mod misplaced_annotations;
pub(crate) mod monitor_selects_nothing;
pub(crate) mod recommended_labels;
pub(crate) mod scrape_port;
pub(crate) mod structured_logging;
