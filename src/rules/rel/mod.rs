//! Reliability.
pub(crate) mod complete_probes;
pub(crate) mod dangling_reference;
pub(crate) mod duplicate_key;
pub(crate) mod pod_anti_affinity;
pub(crate) mod probe_port;
pub(crate) mod removed_api;
pub(crate) mod resource_quantities;
pub(crate) mod resource_requests_limits;
pub(crate) mod schema;
pub(crate) mod single_replica;
pub(crate) mod termination_grace;
