use crate::compose::Service;
use crate::npu::service::{COMPANIONS, MANAGER_ON_HOST, cards, is_infrastructure, is_invented};
use crate::npu::{self, Chip, Environment};
use crate::rule::Hits;

/// A device by which an Atlas 200I is told: it has no other companions than the manager.
/// Source: Ascend/mind-cluster, `component/ascend-docker-runtime/cli`.
const OF_SOC: &str = "/dev/svm0";

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let devices = service.devices();
    let has = |path: &str| devices.iter().any(|device| device.source == path);
    let manager = devices.iter().find(|device| device.source == COMPANIONS[0]);
    let card = cards(service).next();
    let is_strange = devices.iter().any(|device| is_invented(device.source));
    if card.is_none() && manager.is_none() && !is_strange {
        return hits.skip();
    }
    for device in devices.iter().filter(|device| is_invented(device.source)) {
        let args = [("device", &device.source as _), ("service", &service.name() as _)];
        hits.case("unknown", device.place, args);
    }
    let sees_all = service.switch("privileged") == Some(true)
        || service.binds().any(|bind| bind.source.trim_end_matches('/') == "/dev");
    // The runtime brings the companions along.
    if npu::service::has_runtime(service) || sees_all || hits.met_template() {
        return;
    }
    if let Some((number, place)) = card {
        let chip = Environment::of_service(service).image.and_then(|image| npu::chip_of(&image));
        let is_needed = |path: &str| match path {
            "/dev/davinci_manager" => !has(MANAGER_ON_HOST),
            _ if has(OF_SOC) => false,
            "/dev/devmm_svm" => chip != Some(Chip::Ascend950),
            _ => true,
        };
        let missing: Vec<_> =
            COMPANIONS.into_iter().filter(|path| is_needed(path) && !has(path)).collect();
        if !missing.is_empty() {
            let (name, missing) = (service.name(), missing.join(", "));
            hits.case(
                "missing",
                place,
                [("number", &number), ("service", &name), ("missing", &missing)],
            );
        }
    } else if let Some(manager) = manager.filter(|_| !is_infrastructure(service)) {
        hits.case("no-card", manager.place, [("service", &service.name())]);
    }
}
