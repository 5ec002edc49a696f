//! What was measured on a node: the shape of a document of kind `NodeFacts`.
//!
//! `seaworthy-node facts` writes it, the NODE rules judge it; `schemas/node-facts.schema.json` is made
//! of these types. What is missing was not there; what could not be looked at is in `unreadable`, or
//! says so in its `outcome`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::devices::{Acl, Dcmi, Smoke};

/// The version of the document.
pub const API_VERSION: &str = "seaworthy.dev/v1";
/// The kind of the document.
pub const KIND: &str = "NodeFacts";

/// Everything that was measured on a node.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct NodeFacts {
    /// `seaworthy.dev/v1`.
    pub api_version: String,
    /// `NodeFacts`.
    pub kind: String,
    /// Which node it is.
    pub node: Identity,
    /// How it was measured.
    pub measurement: Measurement,
    /// What the kubelet offers to pods, by the name of the resource: `huawei.com/Ascend910: 8`.
    pub resources: BTreeMap<String, u64>,
    /// The labels of the node, where they are known.
    pub labels: BTreeMap<String, String>,
    /// `/etc/ascend_install.info`.
    pub installation: Option<Installation>,
    /// The driver package.
    pub driver: Option<Driver>,
    /// The firmware package.
    pub firmware: Option<Firmware>,
    /// The installations of CANN.
    pub cann: Vec<Cann>,
    /// The NPUs that are on the PCI bus; virtual functions are left out.
    pub pci: Vec<PciFunction>,
    /// The device files of NPUs and their managers.
    pub device_nodes: Vec<DeviceNode>,
    /// Kernel modules of the driver that are loaded.
    pub modules: Vec<String>,
    /// The users and groups that the driver installation names.
    pub accounts: Vec<Account>,
    /// The shared libraries that were found, or opened.
    pub libraries: Vec<Library>,
    /// What the device management interface says; nothing if it was not asked.
    pub dcmi: Option<Dcmi>,
    /// What AscendCL says; nothing if it was not asked.
    pub acl: Option<Acl>,
    /// Small computations on the devices.
    pub smoke: Vec<Smoke>,
    /// How container runtimes are configured.
    pub runtimes: Vec<ContainerRuntime>,
    /// What the Container Device Interface knows of NPUs.
    pub cdi: Vec<CdiSpec>,
    /// The runc that the Ascend runtime hands over to, and wants to be root's alone.
    pub runc: Option<Binary>,
    /// The paths that the Ascend runtime mounts into containers, from its lists.
    pub mounts: Vec<Mount>,
    /// The network addresses of the devices' own ports.
    pub network: Vec<DeviceNetwork>,
    /// The processes that have device files open.
    pub processes: Vec<Process>,
    /// The variables of the environment that concern Ascend.
    pub environment: BTreeMap<String, String>,
    /// What is there, but could not be looked at.
    pub unreadable: Vec<Unreadable>,
}

/// Which node it is.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Identity {
    /// The name in the cluster, or the host name.
    pub name: String,
    /// `aarch64` or `x86_64`.
    pub architecture: Option<String>,
    /// The release of the kernel.
    pub kernel: Option<String>,
    /// The operating system: `PRETTY_NAME` of os-release.
    pub system: Option<String>,
}

/// How it was measured.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Measurement {
    /// When, in RFC 3339.
    pub at: Option<String>,
    /// The program and its version.
    pub by: Option<String>,
    /// The root of the file system that was read, where it is not the node's own.
    pub root: Option<String>,
    /// What the libraries are that were asked.
    pub backend: Backend,
    /// What the simulator was told to simulate.
    pub scenario: Option<String>,
    /// Whether this was inside a container.
    pub in_container: bool,
    /// The user that measured.
    pub uid: Option<u32>,
}

/// What the libraries are that were asked.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Backend {
    /// No library was asked.
    #[default]
    None,
    /// The libraries of the installed driver and CANN.
    Driver,
    /// The simulator that comes with seaworthy-node.
    Simulator,
}

/// `/etc/ascend_install.info`: how the driver was installed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Installation {
    /// Where it stands.
    pub path: String,
    /// Its keys and values: `Driver_Install_Status: complete`.
    pub values: BTreeMap<String, String>,
}

/// The driver package, from its version.info.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Driver {
    /// Where its version.info is.
    pub path: String,
    /// `Version`: `24.1.rc3`.
    pub version: Option<String>,
    /// `Innerversion`: `V100R001C19SPC001B124`.
    pub inner_version: Option<String>,
    /// `compatible_version`: inner versions of CANN; nothing if it declares none.
    pub compatible: Option<Vec<Range>>,
    /// `compatible_version_fw`: versions of the firmware.
    pub compatible_firmware: Option<Vec<Range>>,
}

/// The firmware package, from its version.info.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Firmware {
    /// Where its version.info is.
    pub path: String,
    /// `Version`: `7.5.0.1.129`.
    pub version: Option<String>,
    /// `compatible_version_drv`: versions of the driver.
    pub compatible_drivers: Option<Vec<Range>>,
}

/// A range of versions as packages declare it: `[V100R001C13]`, `[7.0.0,7.5.99]`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Range {
    /// The least, or the only one.
    pub from: String,
    /// The greatest.
    pub to: Option<String>,
}

/// An installation of CANN.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Cann {
    /// Its root: `/usr/local/Ascend/cann-8.5.0`.
    pub path: String,
    /// Whether `ASCEND_HOME_PATH`, `latest` or `cann` leads here.
    pub is_current: bool,
    /// The version of the toolkit: `8.5.0`.
    pub version: Option<String>,
    /// `V100R001C25SPC001B212`.
    pub inner_version: Option<String>,
    /// `compatible_version`: inner versions of drivers; nothing if it declares none.
    pub compatible: Option<Vec<Range>>,
    /// `aarch64` or `x86_64`.
    pub architecture: Option<String>,
    /// Its packages: toolkit, ops or kernels, nnal, runtime.
    pub packages: Vec<CannPackage>,
    /// The chips that it knows by their `platform_config`: `Ascend910B3`.
    pub socs: Vec<String>,
    /// The chips that its operator kernels are for: `ascend910b`.
    pub kernels: Vec<String>,
}

/// A package of CANN, from its version.info or install.info.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CannPackage {
    /// `toolkit`, `ops`, `kernels`, `nnal`, `runtime`, ….
    pub name: String,
    /// Where that stands.
    pub path: String,
    /// Its version.
    pub version: Option<String>,
    /// The chips that it is for, if it says so: `910b`.
    pub soc: Option<String>,
    /// The versions that it requires of other packages, as it writes them: `>=8.5, <9.0`.
    pub requires: BTreeMap<String, String>,
}

/// An NPU on the PCI bus.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PciFunction {
    /// `0000:c1:00.0`.
    pub address: String,
    /// The device id: `0xd802`.
    pub device: String,
    /// The subsystem device id.
    pub subsystem: Option<String>,
    /// The chips with this id: `310P`, `910A`, `910B`, `A3`, `950`.
    pub chip: Option<String>,
    /// How many devices it is: two where two dies share a function.
    pub dies: u32,
    /// `16.0 GT/s PCIe`, as it runs.
    pub link_speed: Option<String>,
    /// The lanes in use.
    pub link_width: Option<u32>,
}

/// A device file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct DeviceNode {
    /// `/dev/davinci0`.
    pub path: String,
    /// The permissions in octal: `0660`.
    pub mode: String,
    /// The owner.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// Whether it is a character device; a copied file system may hold none.
    pub is_device: bool,
    /// Whether whoever measures may open it; nothing if that was not tried.
    pub opens: Option<bool>,
}

/// A user, and its main group.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Account {
    /// `HwHiAiUser`.
    pub name: String,
    /// The number of the user; nothing if there is no such user.
    pub uid: Option<u32>,
    /// The number of the group of the same name; nothing if there is none.
    pub gid: Option<u32>,
}

/// A shared library.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Library {
    /// The name that it was looked for under: `libdcmi.so`.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Where links lead to, if elsewhere.
    pub real_path: Option<String>,
    /// The permissions in octal.
    pub mode: String,
    /// The owner.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// Whether it is a stub for compiling (in `devlib`), that no device answers.
    pub is_stub: bool,
    /// Whether the dynamic linker took this one.
    pub is_loaded: bool,
}

/// How a container runtime is configured.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerRuntime {
    /// Which runtime it is.
    pub kind: RuntimeKind,
    /// The file of its configuration.
    pub path: String,
    /// The version of its form, where there are several.
    pub version: Option<u32>,
    /// Whether containers get the Ascend runtime unless they ask for another.
    pub is_default: bool,
    /// The name under which the Ascend runtime is registered: `ascend`.
    pub handler: Option<String>,
    /// The program that the Ascend runtime is.
    pub binary: Option<Binary>,
    /// Why it could not be understood.
    pub error: Option<String>,
}

/// A file of the Container Device Interface: how runtimes give devices to containers by themselves.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CdiSpec {
    /// The file: `/etc/cdi/ascend.yaml`.
    pub path: String,
    /// The vendor and the class of its devices: `huawei.com/Ascend910`.
    pub kind: String,
    /// The names of its devices.
    pub devices: Vec<String>,
}

/// A container runtime.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RuntimeKind {
    /// Docker: daemon.json.
    #[default]
    Docker,
    /// containerd: config.toml.
    Containerd,
    /// CRI-O.
    Crio,
    /// iSulad.
    Isulad,
}

/// A program.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Binary {
    /// Where it has to be.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
    /// The permissions in octal.
    pub mode: Option<String>,
    /// The owner.
    pub uid: Option<u32>,
}

/// A path that the Ascend runtime mounts into containers.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Mount {
    /// The list that names it: `/etc/ascend-docker-runtime.d/base.list`.
    pub list: String,
    /// The line in that.
    pub line: u32,
    /// The path.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
}

/// The network addresses of a device's own ports, from `/etc/hccn.conf`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct DeviceNetwork {
    /// The number of the device.
    pub device: u32,
    /// Its address.
    pub address: Option<String>,
    /// Its netmask.
    pub netmask: Option<String>,
    /// Its gateway.
    pub gateway: Option<String>,
}

/// A process that has device files open.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Process {
    /// The process.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// The device files.
    pub devices: Vec<String>,
}

/// Something that could not be looked at.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Unreadable {
    /// The file or directory.
    pub path: String,
    /// Why.
    pub reason: String,
}
