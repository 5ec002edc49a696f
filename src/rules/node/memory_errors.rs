use std::fmt::Display;

use crate::node::{Device, Ecc, Host};
use crate::rule::Hits;

/// As many rows of memory can be taken out of use (mind-cluster, fault 80E18402).
const ISOLATED_LIMIT: u64 = 64;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.answering().is_none() {
        return hits.unknown();
    }
    for (pointer, device) in host.devices() {
        if device.ecc.is_empty() {
            hits.unknown();
        }
        for (index, ecc) in device.ecc.iter().enumerate() {
            judge(host, &format!("{pointer}/ecc/{index}"), device, ecc, hits);
        }
    }
}

/// Says the worst.
fn judge(host: &Host, pointer: &str, device: &Device, ecc: &Ecc, hits: &mut Hits) {
    let isolated = ecc.double_bit_isolated_pages;
    let (case, key, count) = if isolated >= ISOLATED_LIMIT {
        ("worn", "doubleBitIsolatedPages", isolated)
    } else if ecc.double_bit > 0 {
        ("uncorrected", "doubleBit", ecc.double_bit)
    } else if isolated > 0 {
        ("isolated", "doubleBitIsolatedPages", isolated)
    } else if ecc.total_double_bit > 0 {
        ("history", "totalDoubleBit", ecc.total_double_bit)
    } else if ecc.single_bit_isolated_pages > 0 {
        ("corrected", "singleBitIsolatedPages", ecc.single_bit_isolated_pages)
    } else {
        return;
    };
    let args: [(_, &dyn Display); 2] = [("device", &super::device_name(device)), ("count", &count)];
    hits.case(case, host.place(&format!("{pointer}/{key}")), args);
}
