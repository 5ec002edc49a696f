//! What a pod is told about the cards that it was granted, and which pods need no grant.

use super::{Family, family};
use crate::k8s::{Container, Pod};
use crate::yaml::Node;

/// The variable by which the Ascend container runtime is told which cards to mount.
pub(crate) const VISIBLE_DEVICES: &str = "ASCEND_VISIBLE_DEVICES";

/// Words in the names of pods that manage NPUs, and open them without asking: Ascend/mind-cluster,
/// `component/`; Project-HAMi/ascend-device-plugin.
const INFRASTRUCTURE: [&str; 8] = [
    "device-plugin",
    "deviceplugin",
    "npu-exporter",
    "noded",
    "dra-driver",
    "npu-driver",
    "npu-operator",
    "ascend-operator",
];

/// An annotation from which a container takes its list of cards.
#[derive(Clone, Copy)]
pub(crate) struct Granted<'a> {
    /// Its key.
    pub(crate) key: &'a str,
    /// Where the path stands that names it.
    pub(crate) place: Node<'a>,
}

/// The annotation from which a container takes [`VISIBLE_DEVICES`]; only Volcano with the Ascend
/// plugin writes one, for whole cards of MindCluster's device plugin. HAMi and CCE have their own ways,
/// and what the device plugin writes into `huawei.com/AscendReal` is under no scheduler's name.
///
/// Source: Ascend/mind-cluster, `docs/en/scheduling/api/ascend_job.md` and
/// `component/ascend-common/api/default_name.go`.
pub(crate) fn granted<'a>(container: &Container<'a>) -> Option<Granted<'a>> {
    let place = container.variable(VISIBLE_DEVICES)?.place.path(["fieldRef", "fieldPath"]);
    let key = place.str()?.strip_prefix("metadata.annotations['")?.strip_suffix("']")?;
    (key != "huawei.com/AscendReal").then_some(Granted { key, place })
}

/// Whether a resource is a whole card, or some, of MindCluster's.
pub(crate) fn is_whole_card(resource: &str) -> bool {
    family(resource) == Some(Family::MindCluster)
}

/// Whether a resource is a part of a card that somebody has divided for it.
pub(crate) fn is_virtual(resource: &str) -> bool {
    matches!(family(resource), Some(Family::StaticVnpu | Family::DynamicVnpu))
}

/// What stands behind the name of a card, or of a part of one: `0` of `/dev/davinci0`, `_manager` of
/// `/dev/davinci_manager`.
pub(crate) fn after_card(path: &str) -> Option<&str> {
    path.strip_prefix("/dev/davinci").or(path.strip_prefix("/dev/vdavinci"))
}

/// Whether a path of the host is a card, or a part of one: `/dev/davinci0`.
pub(crate) fn is_card(path: &str) -> bool {
    after_card(path).is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a pod manages NPUs instead of computing on them: by its name, or that of an image.
pub(crate) fn is_infrastructure(pod: &Pod) -> bool {
    names_infrastructure(pod.object.name())
        || pod
            .containers()
            .any(|container| container.image_node().text().is_some_and(names_infrastructure))
}

/// Whether a name is that of what manages NPUs, or of its image.
pub(super) fn names_infrastructure(name: &str) -> bool {
    INFRASTRUCTURE.iter().any(|word| name.contains(word))
}
