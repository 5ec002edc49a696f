use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Environment, LogFault};
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
    let cann = environment.image.and_then(|image| npu::cann_of(&image));
    let mut concerned = false;
    for setting in environment.settings().filter(|setting| npu::is_log_variable(setting.name)) {
        concerned = true;
        let Some(fault) = npu::log_fault(setting.name, setting.value, cann) else { continue };
        let (name, value, place) = (setting.name, setting.value, setting.place());
        let (name, value) = (("name", &name as _), ("value", &value as _));
        match fault {
            LogFault::Unknown => hits.case("unknown", place, [name, ("level", &npu::LOG_LEVEL)]),
            LogFault::Range(first, last) => {
                hits.case("range", place, [name, value, ("first", &first), ("last", &last)])
            }
            LogFault::Verbose => hits.case("verbose", place, [name, value]),
            LogFault::Deprecated => hits.case("deprecated", place, [name]),
        };
    }
    if !concerned {
        hits.skip_if_known();
    }
}
