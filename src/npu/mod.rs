//! Ascend NPUs on Kubernetes: under which names they are requested, and what a container asks for.
//!
//! A device plugin runs on every node with NPUs and registers a resource name with the kubelet; the
//! scheduler knows nothing but that name and a number. Several plugins exist, each with names of its
//! own, and Kubernetes accepts any other name as well: it just never finds a node for it.

mod accelerator;
mod request;
mod resource;

pub(crate) use accelerator::{accelerator, has_accelerator};
pub(crate) use request::{Request, devices, requests};
pub(crate) use resource::{
    Family, family, is_acceptable, is_npu_like, is_npu_resource, is_part, is_registered, nearest,
};
