use crate::compose::Service;
use crate::k8s::Pod;
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    for (case, field) in [("process", "hostPID"), ("ipc", "hostIPC"), ("network", "hostNetwork")] {
        let setting = pod.spec().get(field);
        if setting.bool() == Some(true) {
            let written = format!("{field}: true");
            hits.case(case, setting, [("setting", &written), ("name", &pod.object.name())]);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    for (case, field) in [("process", "pid"), ("ipc", "ipc"), ("network", "network_mode")] {
        let setting = service.get(field);
        if setting.str() == Some("host") {
            let written = format!("{field}: host");
            hits.case(case, setting, [("setting", &written), ("name", &service.name())]);
        }
    }
}
