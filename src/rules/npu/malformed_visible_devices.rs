use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Environment, Fault};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let has_grant = !npu::requests(container).is_empty();
    judge(&Environment::of_container(container), has_grant, hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    judge(&Environment::of_service(service), false, hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    judge(&Environment::of_image(build.dockerfile), false, hits);
}

/// `has_grant` tells that the device plugin writes the list: then there is nothing to correct in this one.
fn judge(environment: &Environment, has_grant: bool, hits: &mut Hits) {
    let Some(setting) = environment.get(npu::VISIBLE_DEVICES) else {
        return hits.skip_if_known();
    };
    // `$(NAME)` stands for the value of another variable.
    let Err(fault) = npu::visible(setting.value) else { return };
    if setting.value.contains("$(") {
        return hits.unknown();
    }
    let case = match fault {
        _ if has_grant => "granted",
        Fault::Word => "word",
        Fault::Backwards => "backwards",
        Fault::TooHigh => "too-high",
        Fault::Mixed => "mixed",
        Fault::Malformed => "malformed",
    };
    hits.case(case, setting.place(), [("holder", &environment.holder), ("value", &setting.value)]);
}
