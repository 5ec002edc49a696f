//! The records of the device management interface, read field by field: where a field stands is known
//! from the vendor's headers, and what stands beyond the known prefix is left alone.

use seaworthy::node::{Device, Ecc, Health, Memory, MemoryKind};

use crate::sys::text;

const MEBIBYTE: u64 = 1 << 20;

/// The number that a record begins with.
pub(super) fn number(record: &[u8]) -> u32 {
    word(record, 0)
}

/// A health.
pub(super) fn health(number: u32) -> Health {
    match number {
        0 => Health::Ok,
        1 => Health::Minor,
        2 => Health::Major,
        3 => Health::Critical,
        u32::MAX => Health::Absent,
        _ => Health::Unknown,
    }
}

/// `dcmi_chip_info_v2`: its type, name and version (32 bytes each), and the number of its AI cores.
pub(super) fn chip(record: &[u8], device: &mut Device) {
    let name = |at: usize| Some(text(part(record, at, 32))).filter(|text| !text.is_empty());
    device.chip = name(32);
    device.chip_version = name(64);
    device.ai_cores = Some(word(record, 96)).filter(|count| *count > 0);
}

/// `dcmi_pcie_info_all`: four ids, then domain, bus, device and function.
pub(super) fn pci(record: &[u8]) -> String {
    let [domain, bus, device, function] = [16, 20, 24, 28].map(|at| word(record, at));
    format!("{domain:04x}:{bus:02x}:{device:02x}.{function:x}")
}

/// `dcmi_hbm_info`: the size in MiB, the frequency, what is used in MiB, and the temperature. Chips
/// without such memory say 0.
pub(super) fn hbm(record: &[u8]) -> Option<Memory> {
    let total = long(record, 0).saturating_mul(MEBIBYTE);
    (total > 0).then(|| Memory {
        kind: MemoryKind::Hbm,
        total,
        used: long(record, 16).saturating_mul(MEBIBYTE),
        temperature: temperature(part(record, 24, 4)),
    })
}

/// `dcmi_get_memory_info_stru`: the size, and what is free, in MiB.
pub(super) fn ddr(record: &[u8]) -> Option<Memory> {
    let (total, free) = (long(record, 0), long(record, 8));
    (total > 0).then(|| Memory {
        kind: MemoryKind::Ddr,
        total: total.saturating_mul(MEBIBYTE),
        used: total.saturating_sub(free).saturating_mul(MEBIBYTE),
        temperature: None,
    })
}

/// `dcmi_ecc_info`: whether it counts at all, then six counters. Newer headers have two more, so that
/// the record has 28 bytes or 36; these are the same in both.
pub(super) fn ecc(record: &[u8], memory: MemoryKind) -> Option<Ecc> {
    let counter = |index: usize| u64::from(word(record, 4 * index));
    (counter(0) != 0).then(|| Ecc {
        memory,
        single_bit: counter(1),
        double_bit: counter(2),
        total_single_bit: counter(3),
        total_double_bit: counter(4),
        single_bit_isolated_pages: counter(5),
        double_bit_isolated_pages: counter(6),
    })
}

/// Degrees Celsius; two numbers say that they could not be read.
pub(super) fn temperature(record: &[u8]) -> Option<i32> {
    Some(number(record).cast_signed()).filter(|degrees| !matches!(degrees, 0x7ffd | 0x7fff))
}

/// Watts, of tenths.
pub(super) fn power(record: &[u8]) -> Option<f64> {
    let tenths = number(record).cast_signed();
    (0..0x7ffd).contains(&tenths).then(|| f64::from(tenths) / 10.0)
}

fn word(record: &[u8], at: usize) -> u32 {
    part(record, at, 4).try_into().map(u32::from_ne_bytes).unwrap_or_default()
}

fn long(record: &[u8], at: usize) -> u64 {
    part(record, at, 8).try_into().map(u64::from_ne_bytes).unwrap_or_default()
}

fn part(record: &[u8], at: usize, length: usize) -> &[u8] {
    record.get(at..at + length).unwrap_or_default()
}
