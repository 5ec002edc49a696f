use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, ALLOCATOR, AllocatorFault, Environment};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(&Environment::of_container(container), hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    judge(&Environment::of_service(service), hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    judge(&Environment::of_image(build), hits);
}

fn judge(environment: &Environment, hits: &mut Hits) {
    let Some(setting) = environment.get(ALLOCATOR) else { return hits.skip_if_known() };
    let place = || setting.place.clone();
    match npu::allocator_fault(setting.value) {
        Some(AllocatorFault::Combined(other)) => {
            hits.case("combined", place(), [("other", &other)])
        }
        Some(AllocatorFault::Split(value)) => hits.case("split", place(), [("value", &value)]),
        Some(AllocatorFault::Threshold(value)) => {
            hits.case("threshold", place(), [("value", &value)])
        }
        None => return,
    };
}
