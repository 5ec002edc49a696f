//! A scenario: which node the simulator simulates, how its devices are, and which calls go wrong.
//!
//! It is a small JSON file; what it does not say is as on a healthy node. Those that come with the
//! program are in `node/sim/scenarios`.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

/// The variable of the environment that names the file of the scenario to the simulated libraries.
pub const VARIABLE: &str = "SEAWORTHY_SCENARIO";

/// The scenarios that come with the program, by name.
pub const SCENARIOS: &[(&str, &str)] = &[
    ("busy", include_str!("../../scenarios/busy.json")),
    ("crash", include_str!("../../scenarios/crash.json")),
    ("driver-mismatch", include_str!("../../scenarios/driver-mismatch.json")),
    ("ecc-28", include_str!("../../scenarios/ecc-28.json")),
    ("ecc-36", include_str!("../../scenarios/ecc-36.json")),
    ("ecc-errors", include_str!("../../scenarios/ecc-errors.json")),
    ("firmware-mismatch", include_str!("../../scenarios/firmware-mismatch.json")),
    ("hang", include_str!("../../scenarios/hang.json")),
    ("healthy-310p", include_str!("../../scenarios/healthy-310p.json")),
    ("healthy-910a", include_str!("../../scenarios/healthy-910a.json")),
    ("healthy-910b", include_str!("../../scenarios/healthy-910b.json")),
    ("healthy-950", include_str!("../../scenarios/healthy-950.json")),
    ("healthy-a3", include_str!("../../scenarios/healthy-a3.json")),
    ("hot", include_str!("../../scenarios/hot.json")),
    ("many-codes", include_str!("../../scenarios/many-codes.json")),
    ("missing-device", include_str!("../../scenarios/missing-device.json")),
    ("missing-function", include_str!("../../scenarios/missing-function.json")),
    ("old-names", include_str!("../../scenarios/old-names.json")),
    ("out-of-memory", include_str!("../../scenarios/out-of-memory.json")),
    ("permission", include_str!("../../scenarios/permission.json")),
    ("stub-library", include_str!("../../scenarios/stub-library.json")),
    ("writable-library", include_str!("../../scenarios/writable-library.json")),
    ("wrong-number", include_str!("../../scenarios/wrong-number.json")),
];

/// What is simulated.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Scenario {
    /// What it shows, in a sentence.
    pub about: String,
    /// The chips of the node.
    pub chip: Chip,
    /// How many devices there are.
    pub devices: u32,
    /// How many of them share a card.
    pub per_card: u32,
    /// The driver.
    pub driver: Driver,
    /// The firmware.
    pub firmware: Firmware,
    /// CANN.
    pub cann: Cann,
    /// How devices are that are not well, by number.
    pub states: BTreeMap<u32, State>,
    /// The calls that go wrong.
    pub faults: Vec<Fault>,
    /// Libraries that are not as usual, by the path under the root.
    pub libraries: BTreeMap<String, Library>,
    /// Further directories where programs look for libraries first (`LD_LIBRARY_PATH`).
    pub library_path: Vec<String>,
    /// How many bytes the driver's ECC record has: 28, or 36 of newer headers.
    pub ecc_size: usize,
    /// Files that are not as usual, by the path under the root; null takes one away.
    pub files: BTreeMap<String, Option<String>>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            about: String::new(),
            chip: Chip::default(),
            devices: 8,
            per_card: 1,
            driver: Driver::default(),
            firmware: Firmware::default(),
            cann: Cann::default(),
            states: BTreeMap::new(),
            faults: Vec::new(),
            libraries: BTreeMap::new(),
            library_path: Vec::new(),
            ecc_size: 28,
            files: BTreeMap::new(),
        }
    }
}

/// A kind of chip.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Chip {
    /// `910B3`: as the device management interface names it.
    pub name: String,
    /// `Ascend910B3`: as AscendCL does.
    pub soc: String,
    /// The name of its operator kernels: `ascend910b`.
    pub kernels: String,
    /// The version of the chip.
    pub version: String,
    /// The number of its AI cores.
    pub ai_cores: u32,
    /// Its high bandwidth memory in MiB; 0 if it has none.
    pub hbm: u64,
    /// Its DDR memory in MiB.
    pub ddr: u64,
    /// Its device id on the PCI bus: `0xd802`.
    pub pci: String,
    /// How many devices share a function of the PCI bus.
    pub dies: u32,
    /// Whether only the second form of the device management interface knows it.
    pub is_second_form: bool,
}

impl Default for Chip {
    fn default() -> Self {
        Self {
            name: "910B3".to_owned(),
            soc: "Ascend910B3".to_owned(),
            kernels: "ascend910b".to_owned(),
            version: "V1".to_owned(),
            ai_cores: 20,
            hbm: 65_536,
            ddr: 0,
            pci: "0xd802".to_owned(),
            dies: 1,
            is_second_form: false,
        }
    }
}

/// The driver package.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Driver {
    /// `Version`.
    pub version: String,
    /// `Innerversion`.
    pub inner_version: String,
    /// `compatible_version`.
    pub compatible: String,
    /// `compatible_version_fw`.
    pub compatible_firmware: String,
    /// The version of the device management interface.
    pub dcmi: String,
}

impl Default for Driver {
    fn default() -> Self {
        let trains = ["C19", "C20", "C21", "C22", "C23", "C25"];
        let compatible: Vec<_> = trains.iter().map(|train| format!("[V100R001{train}]")).collect();
        Self {
            version: "25.5.0".to_owned(),
            inner_version: "V100R001C25SPC001B220".to_owned(),
            compatible: compatible.join(","),
            compatible_firmware: "[7.0.0,8.9.9]".to_owned(),
            dcmi: "25.5.0".to_owned(),
        }
    }
}

/// The firmware package.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Firmware {
    /// `Version`.
    pub version: String,
    /// `compatible_version_drv`.
    pub compatible: String,
}

impl Default for Firmware {
    fn default() -> Self {
        Self {
            version: "7.8.0.5.216".to_owned(),
            compatible: "[24.1,24.1.],[25.0,25.0.],[25.2,25.2.],[25.3,25.3.],[25.5,25.5.]"
                .to_owned(),
        }
    }
}

/// CANN.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Cann {
    /// `8.5.0`.
    pub version: String,
    /// `innerversion`.
    pub inner_version: String,
    /// `compatible_version`.
    pub compatible: String,
}

impl Default for Cann {
    fn default() -> Self {
        let trains = ["C15", "C18", "C19", "C20", "C21", "C23", "C25"];
        let compatible: Vec<_> = trains.iter().map(|train| format!("[V100R001{train}]")).collect();
        Self {
            version: "8.5.0".to_owned(),
            inner_version: "V100R001C25SPC001B212".to_owned(),
            compatible: compatible.join(","),
        }
    }
}

/// How a device is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct State {
    /// 0 well, 1 minor, 2 major, 3 critical.
    pub health: u32,
    /// Its fault codes, in hexadecimal.
    pub codes: Vec<String>,
    /// So many more fault codes, made up.
    pub more_codes: u32,
    /// In degrees Celsius.
    pub temperature: i32,
    /// Six counters: errors now (one bit, two), in its life, and pages taken out of use.
    pub ecc: [u32; 6],
    /// What its network port says of itself.
    pub network: i32,
    /// Processes that use it: their number and how many bytes.
    pub processes: Vec<(i32, u64)>,
    /// Whether the driver does not list it.
    pub is_lost: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            health: 0,
            codes: Vec::new(),
            more_codes: 0,
            temperature: 42,
            ecc: [0; 6],
            network: 0,
            processes: Vec::new(),
            is_lost: false,
        }
    }
}

/// A call that goes wrong.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// The function: `aclrtSetDevice`.
    pub call: String,
    /// The device; any if it is not said.
    #[serde(default)]
    pub device: Option<u32>,
    /// What happens.
    pub then: Effect,
    /// What the library says about it.
    #[serde(default)]
    pub message: Option<String>,
}

/// How a call goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It returns a code.
    Return(i32),
    /// It never returns.
    Hang,
    /// It follows a null pointer.
    Crash,
    /// It ends the process.
    Exit(i32),
    /// It writes much to standard output, then goes on.
    Noise,
    /// One of its numbers is wrong.
    Wrong,
}

/// A library that is not as usual.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Library {
    /// Whether it is not there.
    pub is_absent: bool,
    /// Its permissions in octal.
    pub mode: Option<String>,
    /// Functions that it does not have.
    pub without: Vec<String>,
    /// Whether every function of it only says that it is a stub.
    pub is_stub: bool,
    /// What the file holds, if it is no library.
    pub text: Option<String>,
}

impl Scenario {
    /// Reads one that comes with the program, or else a file.
    pub fn find(name: &str) -> io::Result<Self> {
        match SCENARIOS.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(serde_json::from_str(text)?),
            None => Self::read(Path::new(name)),
        }
    }

    /// Reads a file.
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// How a device is.
    pub fn state(&self, device: u32) -> State {
        self.states.get(&device).cloned().unwrap_or_default()
    }

    /// The devices that the driver lists.
    pub fn listed(&self) -> impl Iterator<Item = u32> {
        (0..self.devices).filter(|device| !self.state(*device).is_lost)
    }

    /// The bus of a device's function of the PCI bus.
    pub fn function(&self, device: u32) -> u32 {
        0xc1 + device / self.chip.dies.max(1)
    }

    /// The fault of a call, on a device if the call concerns one.
    pub fn fault(&self, call: &str, device: Option<u32>) -> Option<&Fault> {
        self.faults
            .iter()
            .find(|fault| fault.call == call && (fault.device.is_none() || fault.device == device))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_can_be_read_and_says_what_it_shows() {
        for (name, _) in SCENARIOS {
            let scenario = Scenario::find(name).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!scenario.about.is_empty(), "{name}");
        }
    }
}
