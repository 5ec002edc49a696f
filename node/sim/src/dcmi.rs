//! The device management interface, in both forms.

use std::ffi::{c_int, c_uint};

use seaworthy_scenario::Scenario;

use crate::layout::{ChipInfo, HbmInfo, MemoryInfo, PciInfo, Process, name};
use crate::room::{fill, int, put, write};
use crate::{code, enter, exports, scenario};

const INNER: c_int = -8005;
const NO_SUCH_DEVICE: c_int = -8007;
const NOT_SUPPORTED: c_int = -8255;

/// A function that writes a record about a device, in both forms.
macro_rules! record {
    ($one:ident, $two:ident, $type:ty, $record:expr) => {
        exports! {
            fn $one(card: c_int, device: c_int, to: *mut $type) -> c_int {
                let record: fn(&Scenario, u32) -> Result<$type, c_int> = $record;
                let found = on(stringify!($one), card, device);
                // SAFETY: the caller gives room for the record, or null.
                code(found.and_then(|(scenario, number)| unsafe { put(to, record(scenario, number)?) }))
            }
            fn $two(device: c_int, to: *mut $type) -> c_int {
                let record: fn(&Scenario, u32) -> Result<$type, c_int> = $record;
                let found = second(stringify!($two), device);
                // SAFETY: the caller gives room for the record, or null.
                code(found.and_then(|(scenario, number)| unsafe { put(to, record(scenario, number)?) }))
            }
        }
    };
}

record!(dcmi_get_device_health, dcmiv2_get_device_health, c_uint, |scenario, number| {
    Ok(scenario.state(number).health)
});
record!(dcmi_get_device_chip_info_v2, dcmiv2_get_device_chip_info, ChipInfo, |scenario, _| {
    Ok(ChipInfo {
        kind: name("Ascend"),
        name: name(&scenario.chip.name),
        version: name(&scenario.chip.version),
        ai_cores: scenario.chip.ai_cores,
        npu: name(&scenario.chip.soc),
    })
});
record!(dcmi_get_device_pcie_info_v2, dcmiv2_get_device_pcie_info, PciInfo, |scenario, number| {
    let id = c_uint::from_str_radix(scenario.chip.pci.trim_start_matches("0x"), 16);
    let function = scenario.function(number);
    Ok(PciInfo {
        ids: [0x19e5, 0x19e5, id.unwrap_or_default(), 0x0100],
        domain: 0,
        address: [function, 0, 0],
        reserved: [0; 32],
    })
});
record!(dcmi_get_device_hbm_info, dcmiv2_get_device_hbm_info, HbmInfo, |scenario, number| {
    if scenario.chip.hbm == 0 {
        return Err(NOT_SUPPORTED);
    }
    Ok(HbmInfo {
        size: scenario.chip.hbm,
        frequency: 1600,
        usage: used(scenario, number),
        temperature: scenario.state(number).temperature - 2,
        bandwidth: 0,
    })
});
record!(
    dcmi_get_device_memory_info_v3,
    dcmiv2_get_device_memory_info,
    MemoryInfo,
    |scenario, number| {
        Ok(MemoryInfo {
            size: scenario.chip.ddr,
            available: scenario.chip.ddr.saturating_sub(used(scenario, number)),
            frequency: 1600,
            huge_pages: [0; 3],
            utilization: 0,
            reserved: [0; 60],
        })
    }
);
record!(dcmi_get_device_temperature, dcmiv2_get_device_temperature, c_int, |scenario, number| {
    Ok(scenario.state(number).temperature)
});
record!(dcmi_get_device_power_info, dcmiv2_get_device_power_info, c_int, |_, _| Ok(983));
record!(
    dcmi_get_device_network_health,
    dcmiv2_get_device_network_health,
    c_int,
    |scenario, number| {
        if scenario.chip.hbm == 0 {
            return Err(NOT_SUPPORTED); // 310P has no network port
        }
        Ok(scenario.state(number).network)
    }
);
record!(dcmi_get_device_type, dcmiv2_get_device_type, c_int, |_, _| Ok(0));

exports! {
    fn dcmi_init() -> c_int {
        code(enter("dcmi_init", None).and_then(|_| match scenario() {
            Some(scenario) => first_form(scenario),
            None => Err(INNER),
        }))
    }
    fn dcmiv2_init() -> c_int {
        code(enter("dcmiv2_init", None).and_then(|_| match scenario() {
            Some(scenario) if scenario.chip.is_second_form => Ok(()),
            Some(_) => Err(NOT_SUPPORTED),
            None => Err(INNER),
        }))
    }
    fn dcmi_get_dcmi_version(to: *mut u8, length: c_uint) -> c_int {
        // SAFETY: the caller gives as much room as it says.
        unsafe { version("dcmi_get_dcmi_version", to, length, |scenario| &scenario.driver.dcmi) }
    }
    fn dcmiv2_get_dcmi_version(to: *mut u8, length: c_uint) -> c_int {
        // SAFETY: as above.
        unsafe { version("dcmiv2_get_dcmi_version", to, length, |scenario| &scenario.driver.dcmi) }
    }
    fn dcmi_get_driver_version(to: *mut u8, length: c_uint) -> c_int {
        // SAFETY: as above.
        unsafe { version("dcmi_get_driver_version", to, length, |scenario| &scenario.driver.version) }
    }
    fn dcmiv2_get_driver_version(to: *mut u8, length: c_uint) -> c_int {
        // SAFETY: as above.
        unsafe { version("dcmiv2_get_driver_version", to, length, |scenario| &scenario.driver.version) }
    }
    fn dcmi_get_driver_health(to: *mut c_uint) -> c_int {
        let entered = enter("dcmi_get_driver_health", None);
        let known = entered.and_then(|_| first_form(scenario().ok_or(INNER)?));
        // SAFETY: the caller gives room for a number.
        code(known.and_then(|()| unsafe { put(to, 0) }))
    }
    fn dcmi_get_card_list(count: *mut c_int, list: *mut c_int, length: c_int) -> c_int {
        // SAFETY: the caller gives as much room as it says.
        unsafe { cards("dcmi_get_card_list", count, list, length) }
    }
    fn dcmi_get_card_num_list(count: *mut c_int, list: *mut c_int, length: c_int) -> c_int {
        // SAFETY: as above.
        unsafe { cards("dcmi_get_card_num_list", count, list, length) }
    }
    fn dcmi_get_device_num_in_card(card: c_int, to: *mut c_int) -> c_int {
        let count = enter("dcmi_get_device_num_in_card", None).and_then(|_| {
            let scenario = scenario().ok_or(INNER)?;
            first_form(scenario)?;
            let on_card = scenario.listed().filter(|number| place(scenario, *number).0 == card);
            Ok(int(on_card.count()))
        });
        // SAFETY: the caller gives room for a number.
        code(count.and_then(|count| unsafe { put(to, count) }))
    }
    fn dcmi_get_device_logic_id(to: *mut c_int, card: c_int, device: c_int) -> c_int {
        let found = on("dcmi_get_device_logic_id", card, device);
        // SAFETY: the caller gives room for a number.
        code(found.and_then(|(_, number)| unsafe { put(to, number.cast_signed()) }))
    }
    fn dcmi_get_device_phyid_from_logicid(logic: c_uint, to: *mut c_uint) -> c_int {
        let found = enter("dcmi_get_device_phyid_from_logicid", Some(logic));
        // SAFETY: the caller gives room for a number.
        code(found.and_then(|_| unsafe { put(to, logic) }))
    }
    fn dcmiv2_get_device_list(list: *mut c_int, count: *mut c_int, length: c_int) -> c_int {
        let listed = enter("dcmiv2_get_device_list", None).and_then(|_| {
            let numbers = scenario().ok_or(INNER)?.listed();
            Ok(numbers.map(u32::cast_signed).collect::<Vec<_>>())
        });
        // SAFETY: the caller gives as much room as it says.
        code(listed.and_then(|listed| unsafe { fill(&listed, list, length, count) }))
    }
    fn dcmiv2_get_chip_phy_id_by_dev_id(device: c_uint, to: *mut c_uint) -> c_int {
        let found = second("dcmiv2_get_chip_phy_id_by_dev_id", device.cast_signed());
        // SAFETY: the caller gives room for a number.
        code(found.and_then(|(_, number)| unsafe { put(to, number) }))
    }
    fn dcmi_get_device_errorcode_v2(
        card: c_int, device: c_int, count: *mut c_int, list: *mut c_uint, length: c_uint,
    ) -> c_int {
        let found = on("dcmi_get_device_errorcode_v2", card, device);
        // SAFETY: the caller gives as much room as it says.
        code(found.and_then(|found| unsafe { codes(found, count, list, length) }))
    }
    fn dcmiv2_get_device_error_code_list(
        device: c_int, count: *mut c_int, list: *mut c_uint, length: c_uint,
    ) -> c_int {
        let found = second("dcmiv2_get_device_error_code_list", device);
        // SAFETY: the caller gives as much room as it says.
        code(found.and_then(|found| unsafe { codes(found, count, list, length) }))
    }
    fn dcmi_get_device_errorcode_string(
        card: c_int, device: c_int, fault: c_uint, to: *mut u8, length: c_int,
    ) -> c_int {
        let found = on("dcmi_get_device_errorcode_string", card, device);
        let text = format!("simulated fault {fault:08X}");
        // SAFETY: the caller gives as much room as it says.
        code(found.and_then(|_| unsafe { write(&text, to, length.unsigned_abs()) }))
    }
    fn dcmi_get_device_component_count(card: c_int, device: c_int, to: *mut c_uint) -> c_int {
        let found = on("dcmi_get_device_component_count", card, device);
        // SAFETY: the caller gives room for a number.
        code(found.and_then(|_| unsafe { put(to, 3) }))
    }
    fn dcmi_get_device_component_list(
        card: c_int, device: c_int, list: *mut c_int, length: c_uint,
    ) -> c_int {
        let found = on("dcmi_get_device_component_list", card, device);
        let mut count = 0;
        // SAFETY: the caller gives as much room as it says.
        code(found.and_then(|_| unsafe { fill(&[0, 2, 8], list, length.cast_signed(), &raw mut count) }))
    }
    fn dcmi_get_device_component_static_version(
        card: c_int, device: c_int, _component: c_int, to: *mut u8, length: c_uint,
    ) -> c_int {
        let found = on("dcmi_get_device_component_static_version", card, device);
        // SAFETY: the caller gives as much room as it says.
        code(found.and_then(|(scenario, _)| unsafe { write(&scenario.firmware.version, to, length) }))
    }
    fn dcmi_get_device_utilization_rate(
        card: c_int, device: c_int, _kind: c_int, to: *mut c_uint,
    ) -> c_int {
        let found = on("dcmi_get_device_utilization_rate", card, device);
        // SAFETY: the caller gives room for a number.
        code(found.and_then(|_| unsafe { put(to, 0) }))
    }
    fn dcmiv2_get_device_utilization_rate(device: c_int, _kind: c_int, to: *mut c_uint) -> c_int {
        let found = second("dcmiv2_get_device_utilization_rate", device);
        // SAFETY: the caller gives room for a number.
        code(found.and_then(|_| unsafe { put(to, 0) }))
    }
    fn dcmi_get_device_ecc_info(card: c_int, device: c_int, kind: c_int, to: *mut u8) -> c_int {
        let found = on("dcmi_get_device_ecc_info", card, device);
        // SAFETY: the caller gives room for a record of either size.
        code(found.and_then(|found| unsafe { ecc(found, kind, to) }))
    }
    fn dcmiv2_get_device_ecc_info(device: c_int, kind: c_int, to: *mut u8) -> c_int {
        let found = second("dcmiv2_get_device_ecc_info", device);
        // SAFETY: as above.
        code(found.and_then(|found| unsafe { ecc(found, kind, to) }))
    }
    fn dcmi_get_device_chip_info(card: c_int, device: c_int, to: *mut [u8; 100]) -> c_int {
        let found = on("dcmi_get_device_chip_info", card, device);
        let record = |scenario: &Scenario| {
            let mut record = [0; 100];
            record[..32].copy_from_slice(&name("Ascend"));
            record[32..64].copy_from_slice(&name(&scenario.chip.name));
            record[64..96].copy_from_slice(&name(&scenario.chip.version));
            record[96..].copy_from_slice(&scenario.chip.ai_cores.to_ne_bytes());
            record
        };
        // SAFETY: the caller gives room for the record: that of the newer function without its end.
        code(found.and_then(|(scenario, _)| unsafe { put(to, record(scenario)) }))
    }
    fn dcmi_get_device_resource_info(
        card: c_int, device: c_int, list: *mut Process, count: *mut c_int,
    ) -> c_int {
        let found = on("dcmi_get_device_resource_info", card, device);
        // SAFETY: the caller gives room for the processes.
        code(found.and_then(|found| unsafe { processes(found, list, count) }))
    }
    fn dcmiv2_get_device_proc_mem_info(
        device: c_int, list: *mut Process, count: *mut c_int,
    ) -> c_int {
        let found = second("dcmiv2_get_device_proc_mem_info", device);
        // SAFETY: as above.
        code(found.and_then(|found| unsafe { processes(found, list, count) }))
    }
}

type Found = (&'static Scenario, u32);

/// Where a device is: its card, and its number on that.
fn place(scenario: &Scenario, number: u32) -> (c_int, c_int) {
    let per_card = scenario.per_card.max(1);
    ((number / per_card).cast_signed(), (number % per_card).cast_signed())
}

/// The device that a call of the first form is about.
fn on(call: &str, card: c_int, device: c_int) -> Result<Found, c_int> {
    let scenario = scenario().ok_or(INNER)?;
    let number = scenario.listed().find(|number| place(scenario, *number) == (card, device));
    enter(call, number)?;
    first_form(scenario)?;
    number.map(|number| (scenario, number)).ok_or(NO_SUCH_DEVICE)
}

/// What a call of the first form is told on a chip that only knows the second.
fn first_form(scenario: &Scenario) -> Result<(), c_int> {
    if scenario.chip.is_second_form { Err(NOT_SUPPORTED) } else { Ok(()) }
}

/// The device that a call of the second form is about.
fn second(call: &str, device: c_int) -> Result<Found, c_int> {
    let scenario = scenario().ok_or(INNER)?;
    let number = scenario.listed().find(|number| number.cast_signed() == device);
    enter(call, number)?;
    number.map(|number| (scenario, number)).ok_or(NO_SUCH_DEVICE)
}

/// MiB in use on a device.
fn used(scenario: &Scenario, number: u32) -> u64 {
    2048 + scenario.state(number).processes.iter().map(|(_, bytes)| bytes >> 20).sum::<u64>()
}

/// # Safety
/// There is as much room as is said.
unsafe fn version(
    call: &str,
    to: *mut u8,
    length: c_uint,
    version: fn(&Scenario) -> &str,
) -> c_int {
    let entered = enter(call, None).and_then(|_| scenario().ok_or(INNER));
    // SAFETY: as the caller says.
    code(entered.and_then(|scenario| unsafe { write(version(scenario), to, length) }))
}

/// # Safety
/// There is as much room as is said.
unsafe fn cards(call: &str, count: *mut c_int, list: *mut c_int, length: c_int) -> c_int {
    let cards = enter(call, None).and_then(|_| {
        let scenario = scenario().ok_or(INNER)?;
        first_form(scenario)?;
        let mut cards: Vec<_> = scenario.listed().map(|number| place(scenario, number).0).collect();
        cards.dedup();
        Ok(cards)
    });
    // SAFETY: as the caller says.
    code(cards.and_then(|cards| unsafe { fill(&cards, list, length, count) }))
}

/// The fault codes of a device. The count is the number that there are, even if that is more than there
/// is room for: a caller that believes it reads beyond its list.
///
/// # Safety
/// There is as much room as is said.
unsafe fn codes(
    (scenario, number): Found,
    count: *mut c_int,
    list: *mut c_uint,
    length: c_uint,
) -> Result<(), c_int> {
    let state = scenario.state(number);
    let named = state.codes.iter().filter_map(|code| c_uint::from_str_radix(code, 16).ok());
    let codes: Vec<_> = named.chain((0..state.more_codes).map(|more| 0x8000_0000 + more)).collect();
    let mut written = 0;
    // SAFETY: as the caller says.
    unsafe { fill(&codes, list, length.cast_signed(), &raw mut written)? };
    // SAFETY: as the caller says.
    unsafe { put(count, int(codes.len())) }
}

/// # Safety
/// There is room for a record of either size.
unsafe fn ecc((scenario, number): Found, kind: c_int, to: *mut u8) -> Result<(), c_int> {
    let memory = if scenario.chip.hbm > 0 { 2 } else { 0 };
    if kind != memory {
        return Err(NOT_SUPPORTED);
    }
    let [now, now_two, life, life_two, pages, pages_two] = scenario.state(number).ecc;
    let record = [1, now, now_two, life, life_two, pages, pages_two, 0, 0];
    let bytes: Vec<u8> = record.iter().flat_map(|word: &u32| word.to_ne_bytes()).collect();
    let mut written = 0;
    // SAFETY: as the caller says.
    unsafe { fill(&bytes, to, int(scenario.ecc_size), &raw mut written) }
}

/// # Safety
/// There is room for the processes.
unsafe fn processes(
    (scenario, number): Found,
    list: *mut Process,
    count: *mut c_int,
) -> Result<(), c_int> {
    let processes = scenario.state(number).processes;
    for (index, (pid, bytes)) in processes.iter().enumerate() {
        // SAFETY: as the caller says.
        unsafe { put(list.add(index), Process { pid: *pid, bytes: *bytes })? };
    }
    // SAFETY: as the caller says.
    unsafe { put(count, int(processes.len())) }
}
