use crate::compose::Service;
use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let setting = container.security("readOnlyRootFilesystem");
    if setting.bool() != Some(true) {
        hits.at(setting, [("container", &container.name())]);
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if service.switch("read_only") != Some(true) {
        let setting = service.get("read_only");
        hits.at(setting.or(service.key), [("container", &service.name())]);
    }
}
