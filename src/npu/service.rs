//! Compose services on NPUs. They get them in one of two ways: from the Ascend container runtime, or
//! as devices that are written by hand.
//!
//! Sources: Ascend/mind-cluster, `component/ascend-docker-runtime/runtime/process/process.go` (which
//! devices and directories the runtime mounts); Ascend/cann-container-image, `README.md`, and
//! vllm-ascend, `docs/source/installation.md` (the same by hand).

use super::grant::names_infrastructure;
use super::{Environment, VISIBLE_DEVICES, Visible, after_card, is_ascend_image, visible};
use crate::compose::Service;
use crate::yaml::Node;

/// What every process on an NPU opens beside the card itself.
pub(crate) const COMPANIONS: [&str; 3] =
    ["/dev/davinci_manager", "/dev/devmm_svm", "/dev/hisi_hdc"];

/// The manager under the name that it has on some hosts.
pub(crate) const MANAGER_ON_HOST: &str = "/dev/davinci_manager_docker";

/// Whether a service is to run on an NPU.
pub(crate) fn is_on_npu(service: &Service) -> bool {
    let environment = Environment::of_service(service);
    has_runtime(service)
        || cards(service).next().is_some()
        || environment.get(VISIBLE_DEVICES).is_some()
        || environment.image.is_some_and(|image| is_ascend_image(&image))
}

/// Whether a service manages NPUs instead of computing on them, as an exporter of metrics does.
pub(crate) fn is_infrastructure(service: &Service) -> bool {
    let image = service.get("image").text();
    names_infrastructure(service.name()) || image.is_some_and(names_infrastructure)
}

/// Whether the Ascend container runtime starts it.
pub(crate) fn has_runtime(service: &Service) -> bool {
    service.get("runtime").str().is_some_and(|runtime| runtime.starts_with("ascend"))
}

/// The cards that are written by hand: their numbers and where they stand.
pub(crate) fn cards<'a>(service: &Service<'a>) -> impl Iterator<Item = (u32, Node<'a>)> {
    service
        .devices()
        .into_iter()
        .filter_map(|device| Some((after_card(device.source)?.parse().ok()?, device.place)))
}

/// The cards that the runtime is told to mount.
pub(crate) fn visible_cards(service: &Service) -> Option<Vec<u32>> {
    let environment = Environment::of_service(service);
    let setting = environment.get(VISIBLE_DEVICES)?;
    match visible(setting.value) {
        Ok(Visible::Cards(cards)) => Some(cards),
        _ => None,
    }
}

/// Whether a path is named like a device of the Ascend driver, but is none of them.
pub(crate) fn is_invented(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/dev/") else { return false };
    let number = after_card(path).unwrap_or_default();
    let is_card = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_like = ["ascend", "davinci", "devmm", "hisi_hdc"].iter().any(|part| name.contains(part));
    is_like && !is_card && !COMPANIONS.contains(&path) && path != MANAGER_ON_HOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_of_the_driver_are_known_by_name() {
        for (path, expected, reason) in [
            ("/dev/davinci0", false, "a card"),
            ("/dev/davinci15", false, "a card"),
            ("/dev/vdavinci100", false, "a part of a card"),
            ("/dev/davinci_manager", false, "the manager"),
            ("/dev/davinci_manager_docker", false, "the manager of an Atlas 200I"),
            ("/dev/svm0", false, "of an Atlas 200I"),
            ("/dev/fuse", false, "another device"),
            ("/srv/ascend", false, "no device"),
            ("/dev/ascend_manager", true, "invented"),
            ("/dev/davinci*", true, "Docker knows no patterns"),
            ("/dev/davinci", true, "without its number"),
            ("/dev/devmm_svm0", true, "misspelt"),
        ] {
            assert_eq!(is_invented(path), expected, "{path}: {reason}");
        }
    }
}
