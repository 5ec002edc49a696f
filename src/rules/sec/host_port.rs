use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    for port in container.node.get("ports").items() {
        let setting = port.get("hostPort");
        let Some(number) = setting.int().filter(|number| *number != 0) else { continue };
        hits.at(setting, [("container", &container.name()), ("port", &number)]);
    }
}
