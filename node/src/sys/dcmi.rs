//! The device management interface (libdcmi): its first form, by card and device, and the second of
//! Ascend 950, by device alone.

use std::ffi::{c_int, c_uint};

use seaworthy::node::{Outcome, Status};

use super::{Libraries, check, foreign, text};

/// What it returns for what it does not support.
const NOT_SUPPORTED: i64 = -8255;
/// How many cards a list may have.
const CARDS: usize = 64;
/// How many error codes a device may have.
const CODES: usize = 128;
/// Room for processes; the interface has no limit of its own.
const PROCESSES: usize = 1024;

type ByPlace<T> = unsafe extern "C" fn(c_int, c_int, *mut T) -> c_int;
type ByDevice<T> = unsafe extern "C" fn(c_int, *mut T) -> c_int;
type ByPlaceAndKind = unsafe extern "C" fn(c_int, c_int, c_int, *mut u64) -> c_int;
type ByDeviceAndKind = unsafe extern "C" fn(c_int, c_int, *mut u64) -> c_int;
type Version = unsafe extern "C" fn(*mut u8, c_uint) -> c_int;

foreign! {
    fn dcmi_init() -> c_int;
    fn dcmiv2_init() -> c_int;
    fn dcmi_get_driver_health(health: *mut c_uint) -> c_int;
    fn dcmi_get_card_list | dcmi_get_card_num_list(
        count: *mut c_int, list: *mut c_int, length: c_int,
    ) -> c_int;
    fn dcmi_get_device_num_in_card(card: c_int, count: *mut c_int) -> c_int;
    fn dcmi_get_device_type(card: c_int, device: c_int, kind: *mut c_int) -> c_int;
    fn dcmi_get_device_logic_id(logic: *mut c_int, card: c_int, device: c_int) -> c_int;
    fn dcmi_get_device_phyid_from_logicid(logic: c_uint, physical: *mut c_uint) -> c_int;
    fn dcmi_get_device_errorcode_v2(
        card: c_int, device: c_int, count: *mut c_int, list: *mut c_uint, length: c_uint,
    ) -> c_int;
    fn dcmi_get_device_errorcode_string(
        card: c_int, device: c_int, code: c_uint, text: *mut u8, length: c_int,
    ) -> c_int;
    fn dcmi_get_device_component_count(card: c_int, device: c_int, count: *mut c_uint) -> c_int;
    fn dcmi_get_device_component_list(
        card: c_int, device: c_int, list: *mut c_int, length: c_uint,
    ) -> c_int;
    fn dcmi_get_device_component_static_version(
        card: c_int, device: c_int, component: c_int, text: *mut u8, length: c_uint,
    ) -> c_int;
    fn dcmi_get_device_resource_info(
        card: c_int, device: c_int, list: *mut [u64; 2], count: *mut c_int,
    ) -> c_int;
    fn dcmiv2_get_device_list(list: *mut c_int, count: *mut c_int, length: c_int) -> c_int;
    fn dcmiv2_get_chip_phy_id_by_dev_id(device: c_uint, physical: *mut c_uint) -> c_int;
    fn dcmiv2_get_device_error_code_list(
        device: c_int, count: *mut c_int, list: *mut c_uint, length: c_uint,
    ) -> c_int;
    fn dcmiv2_get_device_proc_mem_info(
        device: c_int, list: *mut [u64; 2], count: *mut c_int,
    ) -> c_int;
}

/// Where a device is. In the second form the card is the device.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    /// The card.
    pub(crate) card: i32,
    /// The device on it.
    pub(crate) device: i32,
}

/// A function that writes one record about a device, by its names in the two forms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Getter(pub(crate) &'static str, pub(crate) &'static str);

/// What a getter wrote: more room than any layout that is known needs (layouts grow: that of the ECC
/// counters has 28 bytes or 36).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record([u64; 64]);

impl Record {
    /// As bytes; what was not written is zero.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }
}

/// The interface, initialised.
pub(crate) struct Dcmi<'a> {
    libraries: &'a Libraries,
    is_second: bool,
}

impl<'a> Dcmi<'a> {
    /// Initialises the form that the driver supports.
    pub(crate) fn open(libraries: &'a Libraries) -> Result<Self, Outcome> {
        // SAFETY: it has no arguments.
        let first = unsafe { dcmi_init(libraries) }.and_then(|code| check("dcmi_init", code));
        let Err(outcome) = first else { return Ok(Self { libraries, is_second: false }) };
        if outcome.status != Status::Missing && outcome.code != Some(NOT_SUPPORTED) {
            return Err(outcome);
        }
        // SAFETY: it has no arguments.
        match unsafe { dcmiv2_init(libraries) } {
            Ok(code) => check("dcmiv2_init", code).map(|()| Self { libraries, is_second: true }),
            Err(_) => Err(outcome),
        }
    }

    /// Its own version.
    pub(crate) fn version(&self) -> Result<String, Outcome> {
        self.version_of(&Getter("dcmi_get_dcmi_version", "dcmiv2_get_dcmi_version"))
    }

    /// The version of the driver.
    pub(crate) fn driver_version(&self) -> Result<String, Outcome> {
        self.version_of(&Getter("dcmi_get_driver_version", "dcmiv2_get_driver_version"))
    }

    fn version_of(&self, getter: &Getter) -> Result<String, Outcome> {
        let mut buffer = [0; 256];
        // SAFETY: both forms have this type; the length is less than the room.
        let code = unsafe {
            let (name, function) = self.function::<Version>(getter)?;
            self.libraries.calling(name);
            function(buffer.as_mut_ptr(), 128)
        };
        check(self.name(getter), code).map(|()| text(&buffer))
    }

    /// The health of the driver, as a number.
    pub(crate) fn driver_health(&self) -> Result<u32, Outcome> {
        let mut health = [0; 64];
        // SAFETY: there is room for one number, and more.
        let code = unsafe { dcmi_get_driver_health(self.libraries, health.as_mut_ptr())? };
        check("dcmi_get_driver_health", code).map(|()| health[0])
    }

    /// Where the NPUs are; management and other processors of the cards are left out.
    pub(crate) fn places(&self) -> Result<Vec<Place>, Outcome> {
        let (mut count, mut list) = ([0; 64], [0; 2 * CARDS]);
        if self.is_second {
            // SAFETY: the length is less than the room.
            let code = unsafe {
                let (list, count) = (list.as_mut_ptr(), count.as_mut_ptr());
                dcmiv2_get_device_list(self.libraries, list, count, length(CARDS))?
            };
            check("dcmiv2_get_device_list", code)?;
            let devices = &list[..bounded(count[0], CARDS)];
            return Ok(devices.iter().map(|device| Place { card: *device, device: 0 }).collect());
        }
        // SAFETY: the length is less than the room.
        let code = unsafe {
            let (list, count) = (list.as_mut_ptr(), count.as_mut_ptr());
            dcmi_get_card_list(self.libraries, count, list, length(CARDS))?
        };
        check("dcmi_get_card_list", code)?;
        let mut places = Vec::new();
        for card in &list[..bounded(count[0], CARDS)] {
            let devices = self.devices_on(*card)?;
            places.extend((0..devices).map(|device| Place { card: *card, device }));
        }
        places.retain(|place| self.is_npu(*place));
        Ok(places)
    }

    fn devices_on(&self, card: i32) -> Result<i32, Outcome> {
        let mut count = [0; 64];
        // SAFETY: there is room for one number, and more.
        let code =
            unsafe { dcmi_get_device_num_in_card(self.libraries, card, count.as_mut_ptr())? };
        check("dcmi_get_device_num_in_card", code)?;
        Ok(length(bounded(count[0], CARDS)))
    }

    /// Whether it is an NPU; if that cannot be told, it is one.
    fn is_npu(&self, place: Place) -> bool {
        let mut kind = [0; 64];
        // SAFETY: there is room for one number, and more.
        let code = unsafe {
            dcmi_get_device_type(self.libraries, place.card, place.device, kind.as_mut_ptr())
        };
        code != Ok(0) || kind[0] == 0
    }

    /// The logical and the physical number.
    pub(crate) fn numbers(&self, place: Place) -> Result<(u32, u32), Outcome> {
        let (mut logic, mut physical) = ([0; 64], [0; 64]);
        if self.is_second {
            let device = place.card.unsigned_abs();
            // SAFETY: there is room for one number, and more.
            let code = unsafe {
                dcmiv2_get_chip_phy_id_by_dev_id(self.libraries, device, physical.as_mut_ptr())?
            };
            check("dcmiv2_get_chip_phy_id_by_dev_id", code)?;
            return Ok((device, physical[0]));
        }
        // SAFETY: there is room for one number, and more.
        let code = unsafe {
            let logic: *mut c_int = logic.as_mut_ptr();
            dcmi_get_device_logic_id(self.libraries, logic, place.card, place.device)?
        };
        check("dcmi_get_device_logic_id", code)?;
        let logic = logic[0].unsigned_abs();
        // SAFETY: there is room for one number, and more.
        let code = unsafe {
            dcmi_get_device_phyid_from_logicid(self.libraries, logic, physical.as_mut_ptr())?
        };
        check("dcmi_get_device_phyid_from_logicid", code)?;
        Ok((logic, physical[0]))
    }

    /// What a getter writes about a device.
    pub(crate) fn get(&self, getter: Getter, place: Place) -> Result<Record, Outcome> {
        let mut record = Record([0; 64]);
        // SAFETY: getters of both forms have these types, and no record is as large as the room.
        let code = unsafe {
            if self.is_second {
                let (name, function) = self.function::<ByDevice<u64>>(&getter)?;
                self.libraries.calling(name);
                function(place.card, record.0.as_mut_ptr())
            } else {
                let (name, function) = self.function::<ByPlace<u64>>(&getter)?;
                self.libraries.calling(name);
                function(place.card, place.device, record.0.as_mut_ptr())
            }
        };
        check(self.name(&getter), code).map(|()| record)
    }

    /// What a getter writes about one kind of thing of a device: a memory, a processor.
    pub(crate) fn get_of(
        &self,
        getter: Getter,
        place: Place,
        kind: i32,
    ) -> Result<Record, Outcome> {
        let mut record = Record([0; 64]);
        // SAFETY: getters of both forms have these types, and no record is as large as the room.
        let code = unsafe {
            if self.is_second {
                let (name, function) = self.function::<ByDeviceAndKind>(&getter)?;
                self.libraries.calling(name);
                function(place.card, kind, record.0.as_mut_ptr())
            } else {
                let (name, function) = self.function::<ByPlaceAndKind>(&getter)?;
                self.libraries.calling(name);
                function(place.card, place.device, kind, record.0.as_mut_ptr())
            }
        };
        check(self.name(&getter), code).map(|()| record)
    }

    /// The fault codes of a device.
    pub(crate) fn fault_codes(&self, place: Place) -> Result<Vec<u32>, Outcome> {
        let (mut count, mut list) = ([0; 64], [0; 2 * CODES]);
        let (counted, listed) = (count.as_mut_ptr(), list.as_mut_ptr());
        let room = length(CODES).unsigned_abs();
        let name = if self.is_second {
            "dcmiv2_get_device_error_code_list"
        } else {
            "dcmi_get_device_errorcode_v2"
        };
        // SAFETY: the length is less than the room.
        let code = unsafe {
            if self.is_second {
                let device = place.card;
                dcmiv2_get_device_error_code_list(self.libraries, device, counted, listed, room)?
            } else {
                let Place { card, device } = place;
                dcmi_get_device_errorcode_v2(self.libraries, card, device, counted, listed, room)?
            }
        };
        check(name, code)?;
        Ok(list[..bounded(count[0], CODES)].to_vec())
    }

    /// What the driver says that a fault code means; the second form does not say.
    pub(crate) fn fault_meaning(&self, place: Place, code: u32) -> Result<String, Outcome> {
        let mut buffer = [0; 1024];
        let Place { card, device } = place;
        // SAFETY: the length is less than the room.
        let status = unsafe {
            let text = buffer.as_mut_ptr();
            dcmi_get_device_errorcode_string(self.libraries, card, device, code, text, 256)?
        };
        check("dcmi_get_device_errorcode_string", status).map(|()| text(&buffer))
    }

    /// The version of the firmware: that of the first component.
    pub(crate) fn firmware(&self, place: Place) -> Result<String, Outcome> {
        let Place { card, device } = place;
        let (mut count, mut list) = ([0; 64], [0; 2 * CARDS]);
        // SAFETY: there is room for one number, and more.
        let code = unsafe {
            let count = count.as_mut_ptr();
            dcmi_get_device_component_count(self.libraries, card, device, count)?
        };
        check("dcmi_get_device_component_count", code)?;
        let components = count[0].clamp(1, length(CARDS).unsigned_abs());
        // SAFETY: the length is less than the room.
        let code = unsafe {
            let list = list.as_mut_ptr();
            dcmi_get_device_component_list(self.libraries, card, device, list, components)?
        };
        check("dcmi_get_device_component_list", code)?;
        let (component, mut buffer) = (list[0], [0; 256]);
        // SAFETY: the length is less than the room.
        let code = unsafe {
            let (libraries, text) = (self.libraries, buffer.as_mut_ptr());
            dcmi_get_device_component_static_version(libraries, card, device, component, text, 64)?
        };
        check("dcmi_get_device_component_static_version", code).map(|()| text(&buffer))
    }

    /// The processes that use a device: their number and how many bytes.
    pub(crate) fn processes(&self, place: Place) -> Result<Vec<(i32, u64)>, Outcome> {
        let (mut count, mut list) = ([0; 64], vec![[0_u64; 2]; PROCESSES]);
        count[0] = length(PROCESSES / 2);
        let (counted, listed) = (count.as_mut_ptr(), list.as_mut_ptr());
        // SAFETY: an entry is an int and, at 8, a long; a node has no such number of processes on a
        // device (64 at most).
        let (name, code) = unsafe {
            if self.is_second {
                let code =
                    dcmiv2_get_device_proc_mem_info(self.libraries, place.card, listed, counted)?;
                ("dcmiv2_get_device_proc_mem_info", code)
            } else {
                let Place { card, device } = place;
                let code =
                    dcmi_get_device_resource_info(self.libraries, card, device, listed, counted)?;
                ("dcmi_get_device_resource_info", code)
            }
        };
        check(name, code)?;
        list.truncate(bounded(count[0], PROCESSES));
        // The upper half of the first word is padding.
        let process = |[pid, bytes]: &[u64; 2]| {
            let [a, b, c, d, ..] = pid.to_ne_bytes();
            (i32::from_ne_bytes([a, b, c, d]), *bytes)
        };
        Ok(list.iter().map(process).collect())
    }

    fn name(&self, getter: &Getter) -> &'static str {
        if self.is_second { getter.1 } else { getter.0 }
    }

    /// # Safety
    /// `T` is the type of the getter in the form that is in use.
    unsafe fn function<T: Copy>(&self, getter: &Getter) -> Result<(&'static str, T), Outcome> {
        // SAFETY: as the caller says.
        unsafe { self.libraries.symbol(&[self.name(getter)]) }
    }
}

fn bounded(count: c_int, most: usize) -> usize {
    usize::try_from(count).unwrap_or_default().min(most)
}

fn length(count: usize) -> c_int {
    c_int::try_from(count).expect("internal: a small constant")
}
