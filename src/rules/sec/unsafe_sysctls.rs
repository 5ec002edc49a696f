use crate::k8s::Pod;
use crate::rule::Hits;

/// The sysctls that hold for one pod alone, and the minor version from which they count as safe.
const SAFE: [(&str, u32); 14] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
    ("net.ipv4.tcp_notsent_lowat", 37),
    ("net.ipv4.tcp_slow_start_after_idle", 37),
];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    for sysctl in pod.security("sysctls").items() {
        let place = sysctl.get("name");
        let Some(name) = place.str() else { continue };
        let is_safe = |&(safe, since): &(&str, u32)| safe == name && since <= pod.run.minor();
        if !SAFE.iter().any(is_safe) {
            hits.at(place, [("sysctl", &name), ("name", &pod.object.name())]);
        }
    }
}
