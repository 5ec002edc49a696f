use crate::k8s::Container;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if npu::requests(container).is_empty() {
        return hits.skip();
    }
    let user = container.security("runAsUser");
    let Some(number) = user.int().filter(|user| *user != 0 && *user != npu::DRIVER_USER) else {
        return;
    };
    match npu::is_in_device_group(container) {
        Some(true) => {}
        Some(false) if !hits.met_template() => {
            hits.at(user, [("container", &container.name()), ("user", &number)]);
        }
        _ => hits.unknown(),
    }
}
