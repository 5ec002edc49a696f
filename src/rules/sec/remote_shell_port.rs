use crate::compose::Service;
use crate::dockerfile::Keyword;
use crate::dockerfile::port::includes;
use crate::k8s::Container;
use crate::rule::Hits;
use crate::run::Build;

const SSH: u16 = 22;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    for port in container.node.get("ports").items() {
        let number = port.get("containerPort");
        let is_tcp = matches!(port.get("protocol").text(), None | Some("TCP"));
        if number.int() == Some(SSH.into()) && is_tcp {
            hits.case("container", number, [("container", &container.name())]);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    for port in ["ports", "expose"].into_iter().flat_map(|list| service.get(list).items()) {
        let target = if port.is_mapping() { port.get("target") } else { port };
        let inside = target.str().and_then(|text| text.rsplit(':').next());
        let is_tcp = port.get("protocol").text().is_none_or(|protocol| protocol == "tcp");
        if inside.is_some_and(|ports| includes(ports, SSH)) && is_tcp {
            hits.case("container", target, [("container", &service.name())]);
        }
    }
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for stage in file.shipped_stages() {
        for port in stage.all(Keyword::Expose).flat_map(|expose| &expose.arguments) {
            match port.known() {
                None => hits.unknown(),
                Some(known) if includes(known, SSH) => {
                    hits.case("image", file.place(port.span()), [("port", &port.raw())]);
                }
                Some(_) => {}
            }
        }
    }
}
