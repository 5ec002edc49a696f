//! Shares of cards under HAMi: memory in MiB and AI cores in percent, beside a number of cards.
//!
//! Sources: Project-HAMi/HAMi, `pkg/device/ascend/device.go` for what its webhook refuses, and
//! `charts/hami/templates/scheduler/device-configmap.yaml` for the sizes.

/// A card that HAMi divides.
#[derive(Debug)]
pub(crate) struct Card {
    pub(crate) name: &'static str,
    /// All of its memory, in MiB.
    pub(crate) capacity: i64,
    /// The memory of its largest template: what is more takes the whole card.
    pub(crate) largest: i64,
}

/// What of a card a share counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Memory,
    Core,
}

/// The annotation that says how cards are divided.
pub(crate) const MODE: &str = "huawei.com/vnpu-mode";

/// Its values where software divides them, and not templates: HAMi's own, and vCANN-RT of openEuler
/// under each of its names (Project-HAMi/ascend-device-plugin, `examples/enpu`).
pub(crate) const SOFT_MODES: [&str; 4] = ["hami-core", "enpu", "ubs-virt", "vcann-rt"];

/// The card of which HAMi hands out pairs: two chips make a module.
pub(crate) const IN_PAIRS: &str = "huawei.com/Ascend910C";

const fn card(name: &'static str, capacity: i64, largest: i64) -> Card {
    Card { name, capacity, largest }
}

const CARDS: [Card; 7] = [
    card("huawei.com/Ascend910A", 32_768, 17_476),
    card("huawei.com/Ascend910B2", 65_536, 32_768),
    card("huawei.com/Ascend910B3", 65_536, 32_768),
    card("huawei.com/Ascend910B4-1", 65_536, 32_768),
    card("huawei.com/Ascend910B4", 32_768, 16_384),
    card("huawei.com/Ascend310P", 24_576, 12_288),
    card(IN_PAIRS, 65_536, 32_768),
];

/// Whether HAMi divides cards of this name.
pub(crate) fn is_card(resource: &str) -> bool {
    CARDS.iter().any(|card| card.name == resource)
}

/// The card of which a resource is a share, and what it counts.
pub(crate) fn share(resource: &str) -> Option<(&'static Card, Part)> {
    CARDS.iter().find_map(|card| match resource.strip_prefix(card.name)? {
        "-memory" => Some((card, Part::Memory)),
        "-core" => Some((card, Part::Core)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_belong_to_cards() {
        for (resource, expected, reason) in [
            (
                "huawei.com/Ascend910B4-memory",
                Some(("huawei.com/Ascend910B4", Part::Memory)),
                "MiB",
            ),
            ("huawei.com/Ascend910B4-1-core", Some(("huawei.com/Ascend910B4-1", Part::Core)), "%"),
            ("huawei.com/Ascend910B4-1", None, "a card that looks like a share of another"),
            ("huawei.com/npu-core", None, "AI cores, and no card npu"),
        ] {
            let found = share(resource).map(|(card, part)| (card.name, part));
            assert_eq!(found, expected, "{resource}: {reason}");
        }
    }
}
