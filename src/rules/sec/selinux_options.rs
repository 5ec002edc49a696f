use crate::k8s::{Container, Pod};
use crate::rule::Hits;
use crate::yaml::Node;

/// The types that are made for containers, and the minor version from which Pod Security knows them.
const OF_CONTAINERS: [(&str, u32); 4] = [
    ("container_t", 0),
    ("container_init_t", 0),
    ("container_kvm_t", 0),
    ("container_engine_t", 31),
];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    judge(pod.security("seLinuxOptions"), pod.run.minor(), pod.object.name(), hits);
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let options = container.own_security("seLinuxOptions");
    judge(options, container.pod.run.minor(), container.name(), hits);
}

fn judge(options: Node, minor: u32, name: &str, hits: &mut Hits) {
    for field in ["type", "user", "role"] {
        let setting = options.get(field);
        let Some(value) = setting.str().filter(|value| !value.is_empty()) else { continue };
        let is_known = |&(known, since): &(&str, u32)| known == value && since <= minor;
        if field != "type" {
            hits.case("identity", setting, [("field", &field), ("value", &value), ("name", &name)]);
        } else if !OF_CONTAINERS.iter().any(is_known) {
            hits.case("type", setting, [("value", &value), ("name", &name)]);
        }
    }
}
