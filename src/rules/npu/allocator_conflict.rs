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
    match npu::allocator_fault(setting.value) {
        Some(AllocatorFault::Combined(other)) => {
            hits.case("combined", setting.place(), [("other", &other)])
        }
        Some(AllocatorFault::Split(value)) => {
            hits.case("split", setting.place(), [("value", &value)])
        }
        Some(AllocatorFault::Threshold(value)) => {
            hits.case("threshold", setting.place(), [("value", &value)])
        }
        None => return,
    };
}
