//! `PYTORCH_NPU_ALLOC_CONF`: how torch-npu hands out the memory of a card.
//!
//! Source: Ascend/pytorch, `torch_npu/csrc/core/npu/NPUAllocatorConfig.cpp`, which ends the process
//! where settings contradict each other. Beside it, `PYTORCH_ALLOC_CONF` is overwritten, and no fault.

/// The variable.
pub(crate) const NAME: &str = "PYTORCH_NPU_ALLOC_CONF";

/// What torch-npu refuses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AllocatorFault<'a> {
    /// Expandable segments together with this setting.
    Combined(&'a str),
    /// A value of `max_split_size_mb` that is too small.
    Split(&'a str),
    /// A value of `garbage_collection_threshold` that is not between 0 and 1.
    Threshold(&'a str),
}

/// The first setting that torch-npu refuses.
pub(crate) fn allocator_fault(value: &str) -> Option<AllocatorFault<'_>> {
    let settings: Vec<(&str, &str)> = value
        .split(',')
        .filter_map(|setting| setting.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let get = |wanted: &str| settings.iter().find(|(name, _)| *name == wanted).map(|found| found.1);
    let (split, threshold) = (get("max_split_size_mb"), get("garbage_collection_threshold"));
    if get("expandable_segments") == Some("True") {
        let split = split.map(|_| "max_split_size_mb");
        let other = split.or(threshold.map(|_| "garbage_collection_threshold"));
        return other.map(AllocatorFault::Combined);
    }
    let is_small = |split: &&str| split.parse().is_ok_and(|megabytes: u64| megabytes <= 20);
    let is_outside =
        |threshold: &&str| threshold.parse().is_ok_and(|share: f64| share <= 0.0 || share >= 1.0);
    let split = split.filter(is_small).map(AllocatorFault::Split);
    split.or(threshold.filter(is_outside).map(AllocatorFault::Threshold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictions_are_seen() {
        for (value, expected, reason) in [
            ("expandable_segments:True", None, "alone"),
            ("expandable_segments:False,max_split_size_mb:256", None, "off"),
            ("max_split_size_mb:256,garbage_collection_threshold:0.8", None, "they go together"),
            (
                "expandable_segments:True,max_split_size_mb:256",
                Some(AllocatorFault::Combined("max_split_size_mb")),
                "both ways",
            ),
            (
                "garbage_collection_threshold:0.8, expandable_segments:True",
                Some(AllocatorFault::Combined("garbage_collection_threshold")),
                "in any order",
            ),
            ("max_split_size_mb:20", Some(AllocatorFault::Split("20")), "not more than 20"),
            (
                "garbage_collection_threshold:80",
                Some(AllocatorFault::Threshold("80")),
                "in percent",
            ),
            ("page_size:1g", None, "another setting"),
        ] {
            assert_eq!(allocator_fault(value), expected, "{value}: {reason}");
        }
    }
}
