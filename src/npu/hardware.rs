//! The hardware that nodes carry, and the labels by which pods choose among it.
//!
//! Sources, all in Ascend/mind-cluster: `docs/en/scheduling/api/k8s.md` (labels of nodes),
//! `docs/en/scheduling/api/volcano.md` (table 3, policies),
//! `component/ascend-for-volcano/internal/npu/` (which numbers of cards the scheduler takes).

use std::fmt;

use crate::k8s::Pod;
use crate::yaml::Node;

/// A generation of chips. An image is built for one of them, and an operator library fits no other.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Chip {
    /// 910, the first: Atlas 800 of the training series, 300T.
    Ascend910A,
    /// 910B: the Atlas A2 series.
    Ascend910B,
    /// 910C: the Atlas A3 series.
    A3,
    /// 310: Atlas 300I.
    Ascend310,
    /// 310P: Atlas 300I Pro, Duo, 300V.
    Ascend310P,
    /// 950: Atlas 350, 850, 950.
    Ascend950,
}

use Chip::{A3, Ascend310, Ascend310P, Ascend910A, Ascend910B, Ascend950};

impl fmt::Display for Chip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ascend910A => "910A",
            Ascend910B => "910B (A2)",
            A3 => "910C (A3)",
            Ascend310 => "310",
            Ascend310P => "310P",
            Ascend950 => "950",
        })
    }
}

/// The names of chips, in a message.
pub(crate) fn names(chips: &[Chip]) -> String {
    let names: Vec<_> = chips.iter().map(ToString::to_string).collect();
    names.join(", ")
}

/// How many cards a pod may have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Counts {
    /// One of these.
    OneOf(&'static [i64]),
    /// Any number up to this.
    UpTo(i64),
    /// One, or an even number up to this: two chips make a card.
    EvenUpTo(i64),
}

impl Counts {
    /// Whether a pod may have as many.
    pub(crate) fn allow(self, count: i64) -> bool {
        match self {
            Self::OneOf(counts) => counts.contains(&count),
            Self::UpTo(most) => (1..=most).contains(&count),
            Self::EvenUpTo(most) => count == 1 || ((2..=most).contains(&count) && count % 2 == 0),
        }
    }
}

impl fmt::Display for Counts {
    /// `1, 2, 4, 8`, or `1-8`, or `1, 2, 4, 6, 8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = match *self {
            Self::OneOf(counts) => counts.to_vec(),
            Self::UpTo(most) => return write!(f, "1-{most}"),
            // All of them: with a gap, they would read like powers of two.
            Self::EvenUpTo(most) => (1..=most).filter(|count| self.allow(*count)).collect(),
        };
        let counts: Vec<_> = counts.iter().map(ToString::to_string).collect();
        f.write_str(&counts.join(", "))
    }
}

/// What one value of a label or annotation says about the hardware.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hardware {
    value: &'static str,
    /// The chips that it may be.
    pub(crate) chips: &'static [Chip],
    /// How many a pod may have on one node; nothing if nobody says.
    pub(crate) counts: Option<Counts>,
}

/// The node label that tells servers apart.
pub(crate) const ACCELERATOR_TYPE: &str = "accelerator-type";

/// The annotation that chooses hardware in the newer way.
pub(crate) const SCHEDULE_POLICY: &str = "huawei.com/schedule_policy";

/// The policy under which a number of cards is a share of one in percent.
pub(crate) const SOFT_SHARE: &str = "chip1-softShareDev";

/// What a label of a node, or an annotation of a pod, says about hardware; nothing if it is not of
/// those that do, or has a value that nobody knows.
pub(crate) fn hardware(key: &str, value: &str) -> Option<Hardware> {
    let table: &[Hardware] = match key {
        ACCELERATOR_TYPE => &ACCELERATOR_TYPES,
        SCHEDULE_POLICY => &POLICIES,
        "accelerator" => &ACCELERATORS,
        "node.kubernetes.io/npu.chip.name" => &CHIP_NAMES,
        "infer-card-type" => &INFER_CARDS,
        "servertype" => return server(value),
        _ => return None,
    };
    table.iter().find(|hardware| hardware.value == value).copied()
}

/// The keys of labels that choose hardware.
pub(crate) const LABELS: [&str; 5] = [
    "accelerator",
    ACCELERATOR_TYPE,
    "node.kubernetes.io/npu.chip.name",
    "servertype",
    "infer-card-type",
];

/// What the pod's node selector says about hardware, and where.
pub(crate) fn selected<'a>(pod: &Pod<'a>) -> impl Iterator<Item = (Node<'a>, Hardware)> + use<'a> {
    let selector = pod.spec().get("nodeSelector");
    LABELS.into_iter().filter_map(move |label| {
        let place = selector.get(label);
        Some((place, hardware(label, place.str()?)?))
    })
}

/// Whether any hardware gives a pod as many of these chips.
pub(crate) fn is_possible(chips: &[Chip], count: i64) -> bool {
    let has_one = |hardware: &&Hardware| hardware.chips.iter().any(|chip| chips.contains(chip));
    let known = ACCELERATOR_TYPES.iter().chain(&POLICIES).filter(has_one);
    let mut counts = known.filter_map(|hardware| hardware.counts).peekable();
    counts.peek().is_none() || counts.any(|counts| counts.allow(count))
}

/// `Ascend910-32` is a server whose 910s have 32 AI cores each; documents leave the number out, too.
fn server(value: &str) -> Option<Hardware> {
    let chip = value.split('-').next().unwrap_or(value);
    let chips: &[Chip] = match chip {
        "soc" => return Some(of("soc", &[Ascend310, Ascend310P], None)),
        "Ascend910" => &[Ascend910A, Ascend910B, A3],
        "Ascend310P" => &[Ascend310P],
        "Ascend310" => &[Ascend310],
        "npu" => &[Ascend950],
        _ => return None,
    };
    Some(of("", chips, None))
}

/// The chips that a registered resource may stand for.
pub(crate) fn chips_of(resource: &str) -> &'static [Chip] {
    let Some(name) = resource.strip_prefix("huawei.com/") else { return &[] };
    let card = name.split('-').next().unwrap_or(name);
    match card {
        "Ascend910A" => &[Ascend910A],
        "Ascend910B" | "Ascend910B2" | "Ascend910B3" | "Ascend910B4" => &[Ascend910B],
        "Ascend910C" => &[A3],
        "Ascend310P" => &[Ascend310P],
        "Ascend310" => &[Ascend310],
        // Only the 910A is divided into 2, 4, 8 and 16 cores, and it into nothing else.
        "Ascend910" => match name {
            "Ascend910-2c" | "Ascend910-4c" | "Ascend910-8c" | "Ascend910-16c" => &[Ascend910A],
            "Ascend910" => &[Ascend910A, Ascend910B, A3],
            _ => &[Ascend910B, A3],
        },
        "ascend" if name.starts_with("ascend-1980") => &[Ascend910A, Ascend910B, A3],
        "ascend" if name.starts_with("ascend-310") => &[Ascend310, Ascend310P],
        // Dynamic vNPUs are counted in cores of whatever chip it is.
        "npu" if name == "npu" => &[Ascend950],
        _ => &[],
    }
}

const BOX_OF_16: Counts = Counts::OneOf(&[1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16]);

const fn of(value: &'static str, chips: &'static [Chip], counts: Option<Counts>) -> Hardware {
    Hardware { value, chips, counts }
}

/// Values of `accelerator-type`.
const ACCELERATOR_TYPES: [Hardware; 11] = [
    of("module", &[Ascend910A], Some(Counts::OneOf(&[1, 2, 4, 8]))),
    of("half", &[Ascend910A], Some(Counts::OneOf(&[1, 2, 4]))),
    of("card", &[Ascend910A], Some(Counts::OneOf(&[1, 2]))),
    of("module-910b-8", &[Ascend910B], Some(Counts::UpTo(8))),
    of("module-910b-16", &[Ascend910B], Some(BOX_OF_16)),
    of("card-910b-2", &[Ascend910B], Some(Counts::OneOf(&[1, 2]))),
    of("card-910b-infer", &[Ascend910B], None),
    of("module-a3-16", &[A3], Some(Counts::EvenUpTo(16))),
    of("module-a3-16-super-pod", &[A3], Some(Counts::EvenUpTo(16))),
    of("module-a3-8", &[A3], Some(Counts::EvenUpTo(8))),
    of("module-a3-8-super-pod", &[A3], Some(Counts::EvenUpTo(8))),
];

/// Values of `huawei.com/schedule_policy`: the closed list of table 3. The form is shared by several
/// chips where the table gives no example of one only.
const POLICIES: [Hardware; 16] = [
    of("chip4-node8", &[], None),
    of("chip1-node2", &[Ascend910A, Ascend910B], Some(Counts::OneOf(&[1, 2]))),
    of("chip4-node4", &[Ascend910A], Some(Counts::OneOf(&[1, 2, 4]))),
    of("chip8-node8", &[Ascend910B, Ascend950], Some(Counts::UpTo(8))),
    of("chip8-node16", &[Ascend910B], Some(BOX_OF_16)),
    of("chip2-node8", &[A3], Some(Counts::EvenUpTo(8))),
    of("chip2-node16", &[A3], Some(Counts::EvenUpTo(16))),
    of("chip2-node8-sp", &[A3], Some(Counts::EvenUpTo(8))),
    of("chip2-node16-sp", &[A3], Some(Counts::EvenUpTo(16))),
    of("chip4-node16", &[Ascend950], Some(Counts::UpTo(16))),
    of("chip1-node8", &[Ascend950], Some(Counts::UpTo(8))),
    of("chip1-node16", &[Ascend950], Some(Counts::UpTo(16))),
    of("chip8-node8-sp", &[Ascend950], Some(Counts::UpTo(8))),
    of("chip8-node8-ra64-sp", &[Ascend950], Some(Counts::UpTo(8))),
    of(SOFT_SHARE, &[], None),
    of("multilevel", &[], None),
];

/// Values of `accelerator`.
const ACCELERATORS: [Hardware; 4] = [
    of("huawei-Ascend910", &[Ascend910A, Ascend910B, A3], None),
    of("huawei-Ascend310", &[Ascend310], None),
    of("huawei-Ascend310P", &[Ascend310P], None),
    of("huawei-npu", &[Ascend950], None),
];

/// Values of `node.kubernetes.io/npu.chip.name`.
const CHIP_NAMES: [Hardware; 14] = [
    of("310", &[Ascend310], None),
    of("310P1", &[Ascend310P], None),
    of("310P2", &[Ascend310P], None),
    of("310P3", &[Ascend310P], None),
    of("310P4", &[Ascend310P], None),
    of("910A", &[Ascend910A], None),
    of("910ProA", &[Ascend910A], None),
    of("910ProB", &[Ascend910A], None),
    of("910B1", &[Ascend910B], None),
    of("910B2", &[Ascend910B], None),
    of("910B3", &[Ascend910B], None),
    of("910B4", &[Ascend910B], None),
    of("Ascend950PR", &[Ascend950], None),
    of("Ascend950DT", &[Ascend950], None),
];

/// Values of `infer-card-type`. The Duo carries two chips, but unless the label `npu-310-strategy` says
/// otherwise a pod may have chips of several (`factory.go`).
const INFER_CARDS: [Hardware; 1] = [of("card-300i-duo", &[Ascend310P], None)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_what_they_allow() {
        for (counts, expected, reason) in [
            (Counts::OneOf(&[1, 2, 4]), "1, 2, 4", "some"),
            (Counts::UpTo(8), "1-8", "all"),
            (Counts::EvenUpTo(8), "1, 2, 4, 6, 8", "not the powers of two"),
        ] {
            assert_eq!(counts.to_string(), expected, "{reason}");
        }
    }
}
