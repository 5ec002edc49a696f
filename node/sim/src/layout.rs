//! The records of the device management interface, as the vendor lays them out.

use std::ffi::{c_int, c_uint, c_ulong};

#[repr(C)]
pub(crate) struct ChipInfo {
    pub(crate) kind: [u8; 32],
    pub(crate) name: [u8; 32],
    pub(crate) version: [u8; 32],
    pub(crate) ai_cores: c_uint,
    pub(crate) npu: [u8; 32],
}

#[repr(C)]
pub(crate) struct PciInfo {
    pub(crate) ids: [c_uint; 4],
    pub(crate) domain: c_int,
    pub(crate) address: [c_uint; 3],
    pub(crate) reserved: [u8; 32],
}

#[repr(C)]
pub(crate) struct MemoryInfo {
    pub(crate) size: u64,
    pub(crate) available: u64,
    pub(crate) frequency: c_uint,
    pub(crate) huge_pages: [c_ulong; 3],
    pub(crate) utilization: c_uint,
    pub(crate) reserved: [u8; 60],
}

#[repr(C)]
pub(crate) struct HbmInfo {
    pub(crate) size: u64,
    pub(crate) frequency: c_uint,
    pub(crate) usage: u64,
    pub(crate) temperature: c_int,
    pub(crate) bandwidth: c_uint,
}

#[repr(C)]
pub(crate) struct Process {
    pub(crate) pid: c_int,
    pub(crate) bytes: c_ulong,
}

const _: () = assert!(size_of::<ChipInfo>() == 132);
const _: () = assert!(size_of::<PciInfo>() == 64);
const _: () = assert!(size_of::<MemoryInfo>() == 112);
const _: () = assert!(size_of::<HbmInfo>() == 32);
const _: () = assert!(size_of::<Process>() == 16);

pub(crate) fn name(text: &str) -> [u8; 32] {
    let mut name = [0; 32];
    let length = text.len().min(31);
    name[..length].copy_from_slice(&text.as_bytes()[..length]);
    name
}
