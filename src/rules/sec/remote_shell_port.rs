use crate::compose::Service;
use crate::dockerfile::Keyword;
use crate::k8s::Container;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    for port in container.node.get("ports").items() {
        let number = port.get("containerPort");
        let is_tcp = matches!(port.get("protocol").text(), None | Some("TCP"));
        if number.int() == Some(22) && is_tcp {
            hits.case("container", number, [("container", &container.name())]);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    for port in ["ports", "expose"].into_iter().flat_map(|list| service.get(list).items()) {
        let target = if port.is_mapping() { port.get("target") } else { port };
        let inside = target.str().and_then(|text| text.rsplit(':').next());
        let is_tcp = port.get("protocol").text().is_none_or(|protocol| protocol == "tcp");
        if inside.is_some_and(includes) && is_tcp {
            hits.case("container", target, [("container", &service.name())]);
        }
    }
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for stage in file.shipped_stages() {
        for port in stage.all(Keyword::Expose).flat_map(|expose| &expose.arguments) {
            match port.known() {
                None => hits.unknown(),
                Some(known) if includes(known) => {
                    hits.case("image", file.place(port.span()), [("port", &port.raw())]);
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether a port, or a range of ports, includes that of SSH: `22`, `22/tcp`, `20-25`.
fn includes(ports: &str) -> bool {
    let (ports, protocol) = ports.split_once('/').unwrap_or((ports, "tcp"));
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let numbers = first.trim().parse::<u16>().ok().zip(last.trim().parse::<u16>().ok());
    protocol.eq_ignore_ascii_case("tcp")
        && numbers.is_some_and(|(first, last)| (first..=last).contains(&22))
}
