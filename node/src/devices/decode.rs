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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A record of these words.
    fn record(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }

    #[test]
    fn fields_are_where_the_headers_have_them() {
        let one = record(&[0x19e5, 0, 0xd802, 0, 1, 0xc1, 2, 3]);
        assert_eq!(pci(&one), "0001:c1:02.3");

        let [size, used] = [65_536, 1024];
        let memory = hbm(&record(&[size, 0, 1600, 0, used, 0, 55, 0])).expect("it has some");
        assert_eq!((memory.total, memory.used), (64 << 30, 1 << 30));
        assert_eq!(memory.temperature, Some(55));
        assert_eq!(hbm(&record(&[0; 8])), None, "a chip without");

        let memory = ddr(&record(&[size, 0, size - used, 0])).expect("it has some");
        assert_eq!((memory.total, memory.used), (64 << 30, 1 << 30));

        for (words, reason) in [
            (&[1, 2, 3, 4, 5, 6, 7][..], "28 bytes: the header of the driver"),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9], "36 bytes: newer headers"),
        ] {
            let errors = ecc(&record(words), MemoryKind::Hbm).expect(reason);
            let counted = [errors.single_bit, errors.double_bit, errors.total_single_bit];
            assert_eq!(counted, [2, 3, 4], "{reason}");
            assert_eq!(errors.double_bit_isolated_pages, 7, "{reason}");
        }
        assert_eq!(ecc(&record(&[0, 2, 3, 4, 5, 6, 7]), MemoryKind::Hbm), None, "it counts none");

        let mut device = Device::default();
        let name = |text: &str| [text.as_bytes(), &[0; 32][text.len()..]].concat();
        chip(&[name("Ascend"), name("910B3"), name(" V1 "), record(&[20])].concat(), &mut device);
        assert_eq!(device.chip.as_deref(), Some("910B3"));
        assert_eq!(device.chip_version.as_deref(), Some("V1"));
        assert_eq!(device.ai_cores, Some(20));
    }

    #[test]
    fn some_numbers_say_that_there_is_none() {
        for (number, expected, reason) in [
            (55, Some(55), "a temperature"),
            (u32::MAX, Some(-1), "a cold one"),
            (0x7ffd, None, "not valid"),
            (0x7fff, None, "could not be read"),
        ] {
            assert_eq!(temperature(&record(&[number])), expected, "{reason}");
        }
        for (number, expected, reason) in [
            (983, Some(98.3), "tenths"),
            (u32::MAX, None, "less than nothing"),
            (0x7fff, None, "could not be read"),
        ] {
            assert_eq!(power(&record(&[number])), expected, "{reason}");
        }
        assert_eq!(health(u32::MAX), Health::Absent);
        assert_eq!(health(17), Health::Unknown);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let mut device = Device::default();
            chip(&bytes, &mut device);
            for text in [device.chip, device.chip_version].into_iter().flatten() {
                prop_assert!(!text.contains('\0') && text.chars().count() <= 32);
            }
            let known = |memory: Memory| memory.used <= memory.total;
            prop_assert!(ddr(&bytes).is_none_or(known));
            let _ = (hbm(&bytes), pci(&bytes), temperature(&bytes), health(number(&bytes)));
            prop_assert!(power(&bytes).is_none_or(|watts| watts >= 0.0));
            for kind in [MemoryKind::Hbm, MemoryKind::Ddr, MemoryKind::Sram] {
                prop_assert!(ecc(&bytes, kind).is_none_or(|ecc| ecc.memory == kind));
            }
        }

        #[test]
        fn what_stands_behind_a_record_changes_nothing(
            record in proptest::collection::vec(any::<u8>(), 28..29),
            behind in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let longer = [record.clone(), behind].concat();
            prop_assert_eq!(ecc(&record, MemoryKind::Hbm), ecc(&longer, MemoryKind::Hbm));
        }
    }
}
