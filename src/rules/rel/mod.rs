//! Reliability.
pub(crate) mod autoscaler_bounds;
pub(crate) mod autoscaler_replicas_conflict;
pub(crate) mod autoscaler_target;
pub(crate) mod autoscaler_without_requests;
pub(crate) mod complete_probes;
pub(crate) mod dangling_reference;
pub(crate) mod pod_anti_affinity;
pub(crate) mod probe_port;
pub(crate) mod resource_quantities;
pub(crate) mod resource_requests_limits;
pub(crate) mod single_replica;
pub(crate) mod termination_grace;
