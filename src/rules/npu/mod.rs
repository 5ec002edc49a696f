//! Ascend NPUs.
pub(crate) mod baked_device_variables;
pub(crate) mod library_path;
pub(crate) mod literal_visible_devices;
pub(crate) mod request_differs_from_limit;
pub(crate) mod shared_memory;
pub(crate) mod toleration_key;
pub(crate) mod unknown_resource;
