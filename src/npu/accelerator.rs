//! Accelerators of any maker, for what is true of all: they are exclusive, and models take long to load.

use super::is_npu_resource;
use crate::k8s::{Container, Pod};
use crate::yaml::Node;

/// How the names of resources begin that are accelerators of others than Huawei, as the device plugins
/// of their makers and of clouds register them.
const OTHERS: [&str; 24] = [
    "nvidia.com/gpu",
    "nvidia.com/mig-",
    "amd.com/gpu",
    "gpu.intel.com/",
    "habana.ai/gaudi",
    "google.com/tpu",
    "cloud-tpus.google.com/",
    "aws.amazon.com/neuron",
    "cambricon.com/mlu",
    "cambricon.com/vmlu",
    "hygon.com/dcu",
    "iluvatar.ai/gpu",
    "iluvatar.ai/vgpu",
    "metax-tech.com/gpu",
    "metax-tech.com/sgpu",
    "mthreads.com/gpu",
    "mthreads.com/vgpu",
    "enflame.com/gcu",
    "enflame.com/vgcu",
    "birentech.com/gpu",
    "kunlunxin.com/xpu",
    "aliyun.com/gpu-",
    "volcano.sh/gpu-",
    "volcano.sh/vgpu-",
];

/// Where a container asks for an accelerator.
pub(crate) fn accelerator<'a>(container: &Container<'a>) -> Option<Node<'a>> {
    let resources = container.node.get("resources");
    let lists = ["limits", "requests"].map(|list| resources.get(list).entries());
    let own = &container.pod.run.options.npu_resources;
    let is_one = |key: &Node| key.text().is_some_and(|name| is_one(name, own));
    lists.into_iter().flatten().map(|(key, _)| key).find(is_one)
}

/// Whether a container of the pod asks for an accelerator.
pub(crate) fn has_accelerator(pod: &Pod) -> bool {
    pod.containers().any(|container| accelerator(&container).is_some())
}

fn is_one(resource: &str, own: &[String]) -> bool {
    OTHERS.iter().any(|start| resource.starts_with(start)) || is_npu_resource(resource, own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accelerators_are_told_from_other_resources() {
        for (resource, expected, reason) in [
            ("nvidia.com/gpu", true, "whole"),
            ("nvidia.com/mig-1g.10gb", true, "a slice"),
            ("huawei.com/Ascend910", true, "an NPU"),
            ("gpu.intel.com/xe", true, "by the domain"),
            ("cpu", false, "what everybody has"),
            ("hugepages-2Mi", false, "memory"),
            ("rdma/hca", false, "a network"),
            ("example.com/gpu", false, "nobody knows"),
        ] {
            assert_eq!(is_one(resource, &[]), expected, "{resource}: {reason}");
        }
    }
}
