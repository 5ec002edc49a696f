use crate::compose::Service;
use crate::npu::{self, Environment};
use crate::rule::Hits;

/// What a mount that brings the driver along has in its path.
const DRIVER: &str = "/usr/local/Ascend";

/// Runtimes that are known to mount no driver of Ascend's.
const OTHERS: [&str; 2] = ["runc", "nvidia"];

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let Some((number, place)) = npu::service::cards(service).next() else { return hits.skip() };
    let runtime = service.get("runtime");
    // With a list of cards, the runtime may be the daemon's default.
    let by_runtime =
        runtime.exists() || Environment::of_service(service).get(npu::VISIBLE_DEVICES).is_some();
    let is_other = runtime.str().is_some_and(|runtime| OTHERS.contains(&runtime));
    let volumes = service.get("volumes").items();
    let mounts = volumes.flat_map(|volume| [volume, volume.get("source"), volume.get("target")]);
    let is_mounted = mounts.into_iter().any(|path| {
        // One that is not known may be that one.
        path.is_template() || path.str().is_some_and(|path| path.contains(DRIVER))
    });
    if (by_runtime && !is_other) || is_mounted || service.get("volumes_from").exists() {
        return;
    }
    hits.at(place, [("service", &service.name()), ("number", &number)]);
}
