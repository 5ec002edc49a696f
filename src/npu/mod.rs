//! Ascend NPUs on Kubernetes: under which names they are requested, and what a container asks for.
//!
//! A device plugin runs on every node with NPUs and registers a resource name with the kubelet; the
//! scheduler knows nothing but that name and a number. Several plugins exist, each with names of its
//! own, and Kubernetes accepts any other name as well: it just never finds a node for it.

mod accelerator;
mod allocator;
mod architecture;
pub(crate) mod compatibility;
mod driver;
mod environment;
mod grant;
pub(crate) mod hami;
mod hardware;
mod image;
mod logging;
mod metrics;
mod request;
mod resource;
mod scheduling;
pub(crate) mod service;
mod spoken;
mod visible;
pub(crate) mod vnpu;

pub(crate) use accelerator::{accelerator, has_accelerator};
pub(crate) use allocator::{AllocatorFault, NAME as ALLOCATOR, allocator_fault};
pub(crate) use architecture::{Choice, choices, made_for, of_platform};
pub(crate) use driver::{DRIVER_USER, DriverPath, driver_path, is_in_device_group, runs_as_root};
pub(crate) use environment::{Environment, SET_ENV, base_image};
pub(crate) use grant::{
    VISIBLE_DEVICES, after_card, granted, is_card, is_infrastructure, is_virtual, is_whole_card,
};
pub(crate) use hardware::{
    Chip, LABELS, SCHEDULE_POLICY, SOFT_SHARE, chips_of, hardware, is_possible, names, selected,
};
pub(crate) use image::{
    built_for, built_on, cann_of, chip_of, is_ascend_image, is_product, python_of, unreleased,
};
pub(crate) use logging::{LEVEL as LOG_LEVEL, LogFault, is_log_variable, log_fault};
pub(crate) use metrics::{is_npu_metric, is_unknown_metric, nearest_metric};
pub(crate) use request::{
    Request, devices, family_of, is_soft_share, promised, requests, requests_of,
};
pub(crate) use resource::{
    Family, family, is_acceptable, is_npu_like, is_npu_resource, is_part, is_registered, nearest,
};
pub(crate) use scheduling::{RING_CONTROLLER, annotation, is_volcano, label, scheduler};
pub(crate) use spoken::is_spoken_of;
pub(crate) use visible::{Fault, RtFault, Visible, rt_visible, visible};
