use crate::k8s::{Container, Pod};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    judge(pod.security("windowsOptions"), pod.object.name(), hits);
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(container.own_security("windowsOptions"), container.name(), hits);
}

fn judge(options: Node, name: &str, hits: &mut Hits) {
    let setting = options.get("hostProcess");
    if setting.bool() == Some(true) {
        hits.at(setting, [("name", &name)]);
    }
}
