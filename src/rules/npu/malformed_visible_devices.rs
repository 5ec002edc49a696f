use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Environment, Fault};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(&Environment::of_container(container), hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    judge(&Environment::of_service(service), hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    judge(&Environment::of_image(build.dockerfile), hits);
}

fn judge(environment: &Environment, hits: &mut Hits) {
    let Some(setting) = environment.get(npu::VISIBLE_DEVICES) else {
        return hits.skip_if_known();
    };
    // `$(NAME)` stands for the value of another variable.
    let Err(fault) = npu::visible(setting.value) else { return };
    if setting.value.contains("$(") {
        return hits.unknown();
    }
    let case = match fault {
        Fault::Word => "word",
        Fault::Backwards => "backwards",
        Fault::TooHigh => "too-high",
        Fault::Mixed => "mixed",
        Fault::Malformed => "malformed",
    };
    hits.case(case, setting.place(), [("holder", &environment.holder), ("value", &setting.value)]);
}
