use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Environment, RtFault};
use crate::rule::Hits;
use crate::run::Build;

const NAME: &str = "ASCEND_RT_VISIBLE_DEVICES";

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(&Environment::of_container(container), npu::devices(container), hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let count = |cards: usize| i64::try_from(cards).ok();
    let by_hand = npu::service::cards(service).count();
    let by_runtime = || npu::service::visible_cards(service).map(|cards| cards.len());
    // Who is privileged sees all.
    let is_all = service.get("privileged").exists();
    let devices = if by_hand > 0 { Some(by_hand) } else { by_runtime() }.filter(|_| !is_all);
    judge(&Environment::of_service(service), devices.and_then(count), hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    judge(&Environment::of_image(build.dockerfile), None, hits);
}

/// `devices` is how many cards there are in the container, if that is known.
fn judge(environment: &Environment, devices: Option<i64>, hits: &mut Hits) {
    let Some(setting) = environment.get(NAME) else { return hits.skip() };
    if setting.value.contains("$(") {
        return hits.unknown();
    }
    let devices = devices.filter(|devices| *devices > 0);
    let case = match (npu::rt_visible(setting.value), devices) {
        (Err(RtFault::Malformed), _) => "malformed",
        (Err(RtFault::Unordered), _) => "unordered",
        (Ok(cards), Some(devices)) if cards.iter().any(|card| i64::from(*card) >= devices) => {
            "beyond"
        }
        (Ok(_), _) => return,
    };
    let devices = devices.unwrap_or_default();
    hits.case(
        case,
        setting.place(),
        [
            ("holder", &environment.holder),
            ("value", &setting.value),
            ("devices", &devices),
            ("last", &(devices - 1)),
        ],
    );
}
