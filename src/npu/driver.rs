//! The driver of a node: whose its devices are, and which parts of it containers mount.
//!
//! Sources: Ascend/mind-cluster, `docs/en/…/01_preparing_for_installation.md` (user and group 1000 on
//! host and in containers) and `base.list` of `ascend-docker-runtime` (what is mounted);
//! hicann/driver, `scripts/package/custom/driver/ascend910B/scripts/host_sys_init.sh` (mode 0660).

use crate::k8s::{Container, Image};

/// `HwHiAiUser`, to whom and to whose group the driver gives its devices.
pub(crate) const DRIVER_USER: i64 = 1000;

/// What of the driver a path of the host is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum DriverPath {
    /// Libraries, which are looked for where the host has them.
    Library,
    /// A tool, which may stand anywhere.
    Tool,
}

/// What of the driver a path of the host is, if anything.
pub(crate) fn driver_path(path: &str) -> Option<DriverPath> {
    let is_within = |outer: &str| {
        path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if ["/usr/local/Ascend/driver", "/usr/local/dcmi"].into_iter().any(is_within) {
        return Some(DriverPath::Library);
    }
    let is_tool = ["/usr/local/bin/npu-smi", "/usr/local/sbin/npu-smi"].into_iter().any(is_within);
    is_tool.then_some(DriverPath::Tool)
}

/// Whether a container is in the group that may open the devices; nothing if that is not known yet.
pub(crate) fn is_in_device_group(container: &Container) -> Option<bool> {
    let pod = container.pod;
    let group = container.security("runAsGroup");
    let volumes = pod.security("fsGroup");
    let others = pod.security("supplementalGroups");
    if others.is_template() {
        return None;
    }
    let groups: Vec<_> = others.items().chain([group, volumes]).collect();
    let is_known = groups.iter().all(|group| !group.is_template());
    let is_member = groups.iter().any(|group| group.int() == Some(DRIVER_USER));
    if is_member { Some(true) } else { is_known.then_some(false) }
}

/// Whether an image is known to name no user, and so to run as root: the `Dockerfile`s of
/// Ascend/cann-container-image and vllm-ascend.
pub(crate) fn runs_as_root(image: &Image) -> bool {
    let is_official = ["ascend", "ascendai"].iter().any(|owner| {
        let name = image.repository.rsplit_once('/').map(|(before, _)| before);
        name.is_some_and(|before| before.rsplit('/').next() == Some(owner))
    });
    is_official && ["cann", "vllm-ascend"].contains(&image.base_name())
}
