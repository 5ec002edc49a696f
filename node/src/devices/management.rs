//! Questions to the device management interface.

use seaworthy::node::{Dcmi, Device, DeviceFault, MemoryKind, MemoryUser, Outcome, Status};

use super::decode;
use super::probe::Answers;
use crate::sys::{self, Getter, Libraries, Place};

const HEALTH: Getter = Getter("dcmi_get_device_health", "dcmiv2_get_device_health");
const CHIP: Getter = Getter("dcmi_get_device_chip_info_v2", "dcmiv2_get_device_chip_info");
const OLD_CHIP: Getter = Getter("dcmi_get_device_chip_info", "dcmiv2_get_device_chip_info");
const PCI: Getter = Getter("dcmi_get_device_pcie_info_v2", "dcmiv2_get_device_pcie_info");
const HBM: Getter = Getter("dcmi_get_device_hbm_info", "dcmiv2_get_device_hbm_info");
const DDR: Getter = Getter("dcmi_get_device_memory_info_v3", "dcmiv2_get_device_memory_info");
const ECC: Getter = Getter("dcmi_get_device_ecc_info", "dcmiv2_get_device_ecc_info");
const TEMPERATURE: Getter = Getter("dcmi_get_device_temperature", "dcmiv2_get_device_temperature");
const POWER: Getter = Getter("dcmi_get_device_power_info", "dcmiv2_get_device_power_info");
const UTILIZATION: Getter =
    Getter("dcmi_get_device_utilization_rate", "dcmiv2_get_device_utilization_rate");
const NETWORK: Getter =
    Getter("dcmi_get_device_network_health", "dcmiv2_get_device_network_health");

/// The kind of utilization that is that of the AI cores.
const AI_CORES: i32 = 2;
/// The memories with error correction, as the interface numbers them.
const MEMORIES: [(i32, MemoryKind); 3] =
    [(0, MemoryKind::Ddr), (1, MemoryKind::Sram), (2, MemoryKind::Hbm)];
/// What is no failure of a device: not in a container, and not at all.
const NOT_HERE: [Option<i64>; 2] = [Some(-8013), Some(-8255)];

/// Which devices there are.
pub(super) fn devices(libraries: &Libraries, answers: &Answers) {
    let mut facts = Dcmi::default();
    let found = sys::Dcmi::open(libraries).and_then(|dcmi| {
        facts.version = dcmi.version().ok();
        facts.driver_version = dcmi.driver_version().ok();
        facts.driver_health = dcmi.driver_health().ok().map(decode::health);
        answers.so_far(&facts);
        dcmi.places()
    });
    match found {
        Ok(places) => {
            let device = |place: Place| Device {
                card: place.card,
                device: place.device,
                ..Device::default()
            };
            facts.devices = places.into_iter().map(device).collect();
            facts.outcome.status = Status::Ok;
        }
        Err(outcome) => facts.outcome = outcome,
    }
    answers.end(&facts);
}

/// How a device is. What is known is told after each question, for it may be the last.
pub(super) fn device(libraries: &Libraries, place: Place, answers: &Answers) {
    let dcmi = match sys::Dcmi::open(libraries) {
        Ok(dcmi) => dcmi,
        Err(outcome) => return answers.end(&Device { outcome, ..Device::default() }),
    };
    let mut failure = None;
    let mut device = Device { card: place.card, device: place.device, ..Device::default() };
    for question in QUESTIONS {
        if let Err(outcome) = question(&dcmi, place, &mut device)
            && is_failure(&outcome)
        {
            failure = failure.or(Some(outcome));
        }
        answers.so_far(&device);
    }
    let well = Outcome { status: Status::Ok, ..Outcome::default() };
    device.outcome = failure.unwrap_or(well);
    answers.end(&device);
}

fn is_failure(outcome: &Outcome) -> bool {
    outcome.status != Status::Missing && !NOT_HERE.contains(&outcome.code)
}

type Told = Result<(), Outcome>;
type Question = fn(&sys::Dcmi, Place, &mut Device) -> Told;

/// What is asked of each device.
const QUESTIONS: [Question; 13] = [
    numbers,
    health,
    faults,
    chip,
    pci,
    firmware,
    memory,
    ecc,
    temperature,
    power,
    utilization,
    network,
    processes,
];

fn numbers(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let (logic, physical) = dcmi.numbers(place)?;
    (device.logic_id, device.phy_id) = (Some(logic), Some(physical));
    Ok(())
}

fn health(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    device.health = decode::health(decode::number(&dcmi.get(HEALTH, place)?.bytes()));
    Ok(())
}

fn faults(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let meaning = |code| dcmi.fault_meaning(place, code).ok().filter(|text| !text.is_empty());
    let fault = |code| DeviceFault { code: format!("{code:08X}"), meaning: meaning(code) };
    device.faults = dcmi.fault_codes(place)?.into_iter().map(fault).collect();
    Ok(())
}

fn chip(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let record = dcmi.get(CHIP, place).or_else(|_| dcmi.get(OLD_CHIP, place))?;
    decode::chip(&record.bytes(), device);
    Ok(())
}

fn pci(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    device.pci = Some(decode::pci(&dcmi.get(PCI, place)?.bytes()));
    Ok(())
}

fn firmware(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    device.firmware = Some(dcmi.firmware(place)?).filter(|version| !version.is_empty());
    Ok(())
}

fn memory(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let hbm = dcmi.get(HBM, place).map(|record| decode::hbm(&record.bytes()));
    device.memory = match hbm {
        Ok(Some(memory)) => Some(memory),
        _ => decode::ddr(&dcmi.get(DDR, place)?.bytes()),
    };
    Ok(())
}

fn ecc(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let mut told = Ok(());
    for (number, memory) in MEMORIES {
        match dcmi.get_of(ECC, place, number) {
            Ok(record) => device.ecc.extend(decode::ecc(&record.bytes(), memory)),
            Err(outcome) if is_failure(&outcome) => told = told.and(Err(outcome)),
            Err(_) => {} // a chip has only some of them
        }
    }
    told
}

fn temperature(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    device.temperature = decode::temperature(&dcmi.get(TEMPERATURE, place)?.bytes());
    Ok(())
}

fn power(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    device.power = decode::power(&dcmi.get(POWER, place)?.bytes());
    Ok(())
}

fn utilization(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let record = dcmi.get_of(UTILIZATION, place, AI_CORES)?;
    device.utilization = Some(decode::number(&record.bytes())).filter(|percent| *percent <= 100);
    Ok(())
}

fn network(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    device.network_health = Some(decode::number(&dcmi.get(NETWORK, place)?.bytes()).cast_signed());
    Ok(())
}

fn processes(dcmi: &sys::Dcmi, place: Place, device: &mut Device) -> Told {
    let user = |(pid, bytes)| MemoryUser { pid, bytes };
    device.processes = dcmi.processes(place)?.into_iter().map(user).collect();
    Ok(())
}
