use crate::compose::Service;
use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let setting = container.security("privileged");
    if setting.bool() == Some(true) {
        hits.at(setting, [("container", &container.name())]);
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if service.switch("privileged") == Some(true) {
        hits.at(service.get("privileged"), [("container", &service.name())]);
    }
}
