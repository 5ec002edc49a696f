//! The names of resources that mean an NPU, who registers them, and what is mistaken for them.

use crate::nearest::misspelt;

/// Who registers a name. A node runs one plugin, so a pod uses the names of one family.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Family {
    /// Whole cards of the official device plugin.
    MindCluster,
    /// A card that the administrator has divided: one slice a container.
    StaticVnpu,
    /// Cards that the scheduler divides on demand: the amount is in AI cores, not in devices.
    DynamicVnpu,
    /// Cards, or shares of them, of HAMi and of Volcano in its HAMi mode.
    Hami,
    /// Huawei Cloud CCE.
    Cce,
    /// Dynamic resource allocation: a device class that is requested like a resource.
    Dra,
}

/// Every name that a plugin registers, the commonest first.
///
/// - MindCluster, vNPUs: Ascend/mind-cluster, `component/ascend-common/api/default_name.go` and
///   `component/ascend-device-plugin/pkg/common/{constants,proto}.go`. `Ascend910` is the 910A, A2
///   (910B) and A3; `npu` is the 950.
/// - `npu-cpu`, `npu-dvpp`: koordinator.sh, "Device Scheduling - ascend-npu", beside `npu-core`.
/// - HAMi: Project-HAMi/HAMi, `charts/hami/templates/scheduler/device-configmap.yaml`; its older
///   name `Ascend910B`: Project-HAMi/ascend-device-plugin, `examples/ascendjob-910b.yaml`.
/// - CCE: support.huaweicloud.com, `cce_10_0346`; 1980 is the Ascend 910.
/// - DRA: Ascend/mind-cluster, `ascend-dra-driver.yaml`, for the class; the Kubernetes page on
///   dynamic resource allocation for the prefix that makes a resource of it.
const NAMES: [(Family, &[&str]); 6] = [
    (
        Family::MindCluster,
        &[
            "huawei.com/Ascend910",
            "huawei.com/Ascend310",
            "huawei.com/Ascend310P",
            "huawei.com/npu",
            "huawei.com/Ascend310P-V",
            "huawei.com/Ascend310P-VPro",
            "huawei.com/Ascend310P-IPro",
        ],
    ),
    (Family::Cce, &["huawei.com/ascend-1980", "huawei.com/ascend-310"]),
    (
        Family::StaticVnpu,
        &[
            "huawei.com/Ascend910-2c",
            "huawei.com/Ascend910-4c",
            "huawei.com/Ascend910-8c",
            "huawei.com/Ascend910-16c",
            "huawei.com/Ascend910-3c.1cpu.8g",
            "huawei.com/Ascend910-5c.1cpu.8g",
            "huawei.com/Ascend910-5c.1cpu.16g",
            "huawei.com/Ascend910-6c.1cpu.16g",
            "huawei.com/Ascend910-10c.3cpu.16g",
            "huawei.com/Ascend910-10c.3cpu.16g.ndvpp",
            "huawei.com/Ascend910-10c.3cpu.32g",
            "huawei.com/Ascend910-10c.4cpu.16g.dvpp",
            "huawei.com/Ascend910-12c.3cpu.32g",
            "huawei.com/Ascend310P-1c",
            "huawei.com/Ascend310P-2c",
            "huawei.com/Ascend310P-4c",
            "huawei.com/Ascend310P-2c.1cpu",
            "huawei.com/Ascend310P-4c.3cpu",
            "huawei.com/Ascend310P-4c.3cpu.ndvpp",
            "huawei.com/Ascend310P-4c.4cpu.dvpp",
        ],
    ),
    (Family::DynamicVnpu, &["huawei.com/npu-core", "huawei.com/npu-cpu", "huawei.com/npu-dvpp"]),
    (
        Family::Hami,
        &[
            "huawei.com/Ascend910A",
            "huawei.com/Ascend910B2",
            "huawei.com/Ascend910B3",
            "huawei.com/Ascend910B4",
            "huawei.com/Ascend910B4-1",
            "huawei.com/Ascend910C",
            "huawei.com/Ascend310P",
            "huawei.com/Ascend910B",
        ],
    ),
    (Family::Dra, &["deviceclass.resource.kubernetes.io/npu.huawei.com"]),
];

/// What HAMi appends to the name of a card to say how much of it (memory in MiB, AI cores in
/// percent), after what people write for it.
const HAMI_PARTS: [(&str, &str); 4] =
    [("-memory", "-memory"), ("-core", "-core"), ("-mem", "-memory"), ("-cores", "-core")];

/// CCE appends the template of a vNPU to these.
const CCE_VIRTUAL: [&str; 2] = ["huawei.com/ascend-1980-", "huawei.com/ascend-310-"];

/// Resources of Huawei's that are no NPU. `ub_rdma`: Ascend/mind-cluster,
/// `component/k8s-rdma-shared-dev-plugin`.
const NOT_NPU: [&str; 1] = ["huawei.com/ub_rdma"];

/// Domains under which "npu" is the NPU of somebody else, or whatever a cluster calls so.
const OTHERS: [&str; 13] = [
    "aliyun.com",      // Alibaba Cloud ACK, "Use NPU resources"
    "amd.com",         // AMD Ryzen AI
    "furiosa.ai",      // developer.furiosa.ai, device plugin: beta.furiosa.ai/npu
    "intel.com",       // Intel device plugins: npu.intel.com/accel
    "npu.com",         // MindCluster under another brand, whose names are its own: npu.com/AlanA2G
    "rebellions.ai",   // docs.rbln.ai, device plugin: rebellions.ai/npu
    "rockchip.com",    // device plugins for the RK3588
    "akri.sh",         // Akri names resources after its own configuration,
    "kubevirt.io",     // as do KubeVirt's host devices,
    "smarter-devices", // smarter-device-manager,
    "squat.ai",        // and generic-device-plugin
    "k8s.io",          // what Kubernetes itself defines, all but the DRA class above
    "kubernetes.io",
];

/// The family of a name that some plugin registers.
pub(crate) fn family(name: &str) -> Option<Family> {
    let of_card = || NAMES.iter().find(|(_, names)| names.contains(&name)).map(|entry| entry.0);
    let of_part = || {
        let (card, part) = split_part(name)?;
        (is_hami(card) && name.ends_with(part)).then_some(Family::Hami)
    };
    let of_virtual = || {
        let virtual_card = CCE_VIRTUAL.iter().any(|prefix| name.starts_with(prefix));
        virtual_card.then_some(Family::Cce)
    };
    of_card().or_else(of_part).or_else(of_virtual)
}

/// Whether somebody registers this name: a known plugin or, by the configuration, the cluster's `own`.
///
/// The device plugin takes any name for whole cards (Ascend/mind-cluster,
/// `deviceNameCustomization.json`), so that is what a name of the cluster's own counts. It belongs to no
/// family: what the rules know of one does not hold for it.
pub(crate) fn is_registered(name: &str, own: &[String]) -> bool {
    family(name).is_some() || own.iter().any(|other| other == name)
}

/// Whether the API server accepts a name as that of a resource: a qualified name, whose domain is in
/// lower case (k8s.io/apimachinery, `IsQualifiedName`); without a domain it knows its own only.
pub(crate) fn is_acceptable(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        label.starts_with(is_edge)
            && label.ends_with(is_edge)
            && label.chars().all(|c| is_edge(c) || c == '-')
    };
    name.split_once('/').is_some_and(|(domain, _)| domain.split('.').all(is_label))
}

/// Whether a resource of this name can only be meant as an Ascend NPU. Labels and taints have no
/// domain where somebody chose so; a resource has none where somebody forgot it.
pub(crate) fn is_npu_resource(name: &str, own: &[String]) -> bool {
    // A name of Kubernetes itself, or one without its domain.
    if !name.contains('/') {
        return name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("ascend"));
    }
    is_npu_like(name, own)
}

/// Whether a name, registered or not, can only be meant as an Ascend NPU. The bare word "npu" is
/// nobody's in particular.
pub(crate) fn is_npu_like(name: &str, own: &[String]) -> bool {
    let Some((domain, _)) = name.split_once('/') else { return false };
    if is_registered(name, own) {
        return true;
    }
    let under = |parent: &str| {
        domain.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if NOT_NPU.contains(&name) || OTHERS.into_iter().any(under) {
        return false;
    }
    domain == "huawei.com" || name.split(|c: char| !c.is_ascii_alphanumeric()).any(is_npu_word)
}

fn is_npu_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.starts_with("npu") || word.contains("ascend") || word.contains("davinci")
}

/// Whether a resource is a part of an NPU, such as memory, and not a device.
pub(crate) fn is_part(name: &str) -> bool {
    match family(name) {
        Some(Family::DynamicVnpu) => name != "huawei.com/npu-core",
        _ => split_part(name).is_some(),
    }
}

/// The registered name that was most likely meant: a registered one itself; if none is like it, the
/// commonest.
pub(crate) fn nearest(name: &str, own: &[String]) -> String {
    if is_registered(name, own) {
        return name.to_owned();
    }
    let own = own.iter().map(String::as_str);
    let all = own.clone().chain(NAMES.iter().flat_map(|(_, names)| *names).copied());
    // An old name leads from one cluster that does not know it to the next.
    let mut current = all.filter(|name| *name != "huawei.com/Ascend910B");
    let in_case = current.clone().find(|other| other.eq_ignore_ascii_case(name));
    if let Some(found) = in_case.or_else(|| current.find(|other| plain(other) == plain(name))) {
        return found.to_owned();
    }
    if let Some(found) = misspelt(name, own) {
        return found.to_owned();
    }
    if let Some((card, part)) = split_part(name) {
        return nearest_of(card, hami()).unwrap_or("huawei.com/Ascend910B4").to_owned() + part;
    }
    // The 950 is the one whose name does not say what it is.
    if name.contains("950") {
        return "huawei.com/npu".to_owned();
    }
    // Only whole cards: a slip must not end in somebody's vNPU.
    let cards = NAMES[..2].iter().flat_map(|(_, names)| *names).copied();
    nearest_of(name, cards).unwrap_or(NAMES[0].1[0]).to_owned()
}

/// The name with the fewest letters changed, unless that is more than half of them.
fn nearest_of<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = plain(name);
    let distances = names.map(|other| (strsim::osa_distance(&wanted, &plain(other)), other));
    let (distance, other) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance * 2 <= wanted.chars().count()).then_some(other)
}

/// What stands after the domain, in letters and digits only.
fn plain(name: &str) -> String {
    let local = name.rsplit('/').next().unwrap_or(name);
    local.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// `huawei.com/Ascend910B4-memory` is the card `huawei.com/Ascend910B4` and the part `-memory`.
fn split_part(name: &str) -> Option<(&str, &'static str)> {
    if name == "huawei.com/npu-core" {
        return None;
    }
    HAMI_PARTS.into_iter().find_map(|(written, part)| Some((name.strip_suffix(written)?, part)))
}

fn hami() -> impl Iterator<Item = &'static str> {
    let of_hami = NAMES.iter().filter(|(family, _)| *family == Family::Hami);
    of_hami.flat_map(|(_, names)| *names).copied()
}

fn is_hami(name: &str) -> bool {
    hami().any(|other| other == name)
}

#[cfg(test)]
mod tests;
