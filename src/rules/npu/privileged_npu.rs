use crate::compose::Service;
use crate::k8s::Container;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    let Some(npu) = requests.first().filter(|_| !npu::is_infrastructure(&container.pod)) else {
        return hits.skip();
    };
    let setting = container.security("privileged");
    if setting.bool() == Some(true) {
        hits.case("request", setting, [("container", &container.name()), ("resource", &npu.name)])
            .related("request", npu.key);
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if !npu::service::is_on_npu(service) || npu::service::is_infrastructure(service) {
        return hits.skip();
    }
    if service.switch("privileged") == Some(true) {
        hits.case("service", service.get("privileged"), [("service", &service.name())]);
    }
}
