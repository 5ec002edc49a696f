use crate::compose::Service;
use crate::k8s::{Container, capability_name};
use crate::rule::Hits;
use crate::yaml::Node;

/// What containers have by default, `NET_RAW` excepted.
const DEFAULT: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// What makes a container master of its node, or of the network.
const POWERFUL: [(&str, &str); 7] = [
    ("ALL", "node"),
    ("DAC_READ_SEARCH", "node"), // opens every file of a disk by its handle
    ("SYS_ADMIN", "node"),
    ("SYS_MODULE", "node"),
    ("SYS_RAWIO", "node"),
    ("NET_ADMIN", "network"),
    ("NET_RAW", "network"),
];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    for added in container.security("capabilities").get("add").items() {
        let written = added.text().unwrap_or_default();
        let name = capability_name(written);
        // Pod Security compares letter by letter.
        if written != name && DEFAULT.contains(&name.as_str()) {
            let container = container.name();
            hits.case(
                "spelling",
                added,
                [("container", &container), ("written", &written), ("name", &name)],
            );
        } else {
            judge(added, &name, container.name(), hits);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    for added in service.get("cap_add").items() {
        let name = capability_name(added.text().unwrap_or_default());
        judge(added, &name, service.name(), hits);
    }
}

fn judge(place: Node, name: &str, container: &str, hits: &mut Hits) {
    if !DEFAULT.contains(&name) {
        let powerful = POWERFUL.iter().find(|(powerful, _)| *powerful == name);
        let case = powerful.map_or("other", |(_, case)| case);
        hits.case(case, place, [("container", &container), ("name", &name)]);
    }
}
