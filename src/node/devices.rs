//! What the libraries of the driver and of CANN say about the devices of a node.

use serde::{Deserialize, Serialize};

/// How a call, or a series of calls, into a library went.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// The function that ended it: `aclrtSetDevice`.
    pub call: Option<String>,
    /// What that returned.
    pub code: Option<i64>,
    /// The signal that killed the probe.
    pub signal: Option<i32>,
    /// What the library, the dynamic linker or the system said.
    pub detail: Option<String>,
    /// How long it took.
    pub milliseconds: Option<u64>,
}

/// How a probe ended.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It was not tried; the detail says why.
    #[default]
    Skipped,
    /// It went well.
    Ok,
    /// A function returned an error.
    Failed,
    /// There is no such library, or function.
    Missing,
    /// It did not end before its deadline, and was killed.
    TimedOut,
    /// It was killed by a signal, or ended without an answer.
    Crashed,
    /// It ended well, and gave a wrong result.
    Wrong,
}

/// What the device management interface says.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Dcmi {
    /// How finding the devices went.
    pub outcome: Outcome,
    /// Its own version.
    pub version: Option<String>,
    /// The version of the driver that is loaded.
    pub driver_version: Option<String>,
    /// The health of the driver.
    pub driver_health: Option<Health>,
    /// The devices, in the order of their numbers.
    pub devices: Vec<Device>,
}

/// How well something is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// It could not be told.
    #[default]
    Unknown,
    /// Nothing is wrong.
    Ok,
    /// Something wants to be looked at.
    Minor,
    /// Something is broken.
    Major,
    /// It cannot be used.
    Critical,
    /// It is not there, or has not started.
    Absent,
}

/// A device as the device management interface knows it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Device {
    /// How asking it went.
    pub outcome: Outcome,
    /// The card that it is on.
    pub card: i32,
    /// Its number on that card.
    pub device: i32,
    /// Its logical number.
    pub logic_id: Option<u32>,
    /// Its physical number: that of `/dev/davinci0`.
    pub phy_id: Option<u32>,
    /// The name of the chip: `910B3`.
    pub chip: Option<String>,
    /// The version of the chip.
    pub chip_version: Option<String>,
    /// The number of its AI cores.
    pub ai_cores: Option<u32>,
    /// Its address on the PCI bus.
    pub pci: Option<String>,
    /// The version of the firmware that it runs.
    pub firmware: Option<String>,
    /// Its health.
    pub health: Health,
    /// Its fault codes.
    pub faults: Vec<DeviceFault>,
    /// Its memory.
    pub memory: Option<Memory>,
    /// Errors of its memories.
    pub ecc: Vec<Ecc>,
    /// In degrees Celsius.
    pub temperature: Option<i32>,
    /// In watts.
    pub power: Option<f64>,
    /// Of its AI cores, in percent.
    pub utilization: Option<u32>,
    /// The result of the check of its network port: 0 is well, 6 not configured.
    pub network_health: Option<i32>,
    /// The processes that use its memory.
    pub processes: Vec<MemoryUser>,
}

/// A fault code of a device.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct DeviceFault {
    /// In hexadecimal: `80E18402`.
    pub code: String,
    /// What the driver says that it means.
    pub meaning: Option<String>,
}

/// The memory of a device.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Memory {
    /// What it is made of.
    pub kind: MemoryKind,
    /// In bytes.
    pub total: u64,
    /// In bytes.
    pub used: u64,
    /// In degrees Celsius.
    pub temperature: Option<i32>,
}

/// What a memory is made of.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MemoryKind {
    /// High bandwidth memory.
    #[default]
    Hbm,
    /// DDR memory.
    Ddr,
    /// Memory on the chip.
    Sram,
}

/// Errors of a memory, as counted by its error correction.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Ecc {
    /// Which memory.
    pub memory: MemoryKind,
    /// Corrected errors since the start.
    pub single_bit: u64,
    /// Errors since the start that could not be corrected.
    pub double_bit: u64,
    /// Corrected errors in its life.
    pub total_single_bit: u64,
    /// Errors in its life that could not be corrected.
    pub total_double_bit: u64,
    /// Pages taken out of use for corrected errors.
    pub single_bit_isolated_pages: u64,
    /// Pages taken out of use for others.
    pub double_bit_isolated_pages: u64,
}

/// A process that uses the memory of a device.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct MemoryUser {
    /// The process.
    pub pid: i32,
    /// How much it uses.
    pub bytes: u64,
}

/// What AscendCL says.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Acl {
    /// How counting the devices went.
    pub outcome: Outcome,
    /// The version of the interface: `1.17.0`.
    pub version: Option<String>,
    /// The version of CANN, as it says.
    pub cann_version: Option<String>,
    /// The chip: `Ascend910B3`.
    pub soc: Option<String>,
    /// How many it counts.
    pub devices: Option<u32>,
}

/// A small computation on a device.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Smoke {
    /// The logical number of the device.
    pub device: u32,
    /// What was computed.
    pub test: Test,
    /// How it went.
    pub outcome: Outcome,
    /// What the library said last: its recent error message.
    pub explanation: Option<String>,
    /// How long the first run took, loading of kernels included.
    pub first_ms: Option<f64>,
    /// How long a later run takes: the median.
    pub steady_ms: Option<f64>,
    /// The first number that is wrong.
    pub mismatch: Option<Mismatch>,
}

/// What was computed.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// The sum of two vectors of int32.
    #[default]
    Add,
    /// The product of two matrices of fp16 with small integers.
    Matmul,
    /// A model of the user's.
    Model,
}

/// A number that is wrong.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Mismatch {
    /// Where it stands in the output.
    pub index: u64,
    /// What it had to be.
    pub expected: String,
    /// What it is.
    pub actual: String,
    /// How many of the output are wrong.
    pub count: u64,
}
