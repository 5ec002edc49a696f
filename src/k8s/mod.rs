//! Views over [`Node`](crate::yaml::Node)s that know Kubernetes: where things stand, what is
//! inherited, what is the default. Rules ask these and never walk a document themselves.

mod account;
mod autoscaler;
mod capability;
mod claim;
mod container;
mod exposure;
mod image;
mod index;
mod ingress;
mod labelled;
mod made;
mod manifest;
mod miss;
mod monitor;
mod object;
mod objects;
mod pod;
mod policy;
pub(crate) mod port;
mod probe;
mod quantity;
pub(crate) mod rbac;
mod reference;
mod schedule;
mod seccomp;
mod selector;
mod sleep;
mod spread;
mod templates;
#[cfg(test)]
mod testing;
mod workload;

pub(crate) use autoscaler::{Autoscaler, Utilisation};
pub(crate) use capability::capability_name;
pub(crate) use container::{Container, Role, Variable};
pub(crate) use exposure::Reach;
pub(crate) use image::Image;
pub(crate) use ingress::Backend;
pub(crate) use manifest::Manifest;
pub(crate) use monitor::Endpoint;
pub(crate) use object::Object;
pub(crate) use objects::Objects;
pub(crate) use pod::Pod;
pub(crate) use policy::Policed;
pub(crate) use probe::{PROBES, Probe};
pub(crate) use quantity::Quantity;
pub(crate) use reference::Reference;
pub(crate) use schedule::{ScheduleFault, schedule_fault};
pub(crate) use seccomp::Seccomp;
pub(crate) use selector::Selector;
pub(crate) use workload::Workload;
