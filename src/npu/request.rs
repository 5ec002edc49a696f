//! What a container asks for in NPUs.

use super::{
    Family, SCHEDULE_POLICY, SOFT_SHARE, annotation, family, hami, is_npu_resource, is_part,
};
use crate::k8s::{Container, Pod, Quantity};
use crate::yaml::Node;

/// One resource in the requests or limits of a container that means an NPU, or a part of one.
#[derive(Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "requests and limits are what Kubernetes calls them")]
pub(crate) struct Request<'a> {
    pub(crate) name: &'a str,
    /// Where the name stands: in the limits, or else in the requests.
    pub(crate) key: Node<'a>,
    /// What is written in the requests; without it the limit is requested.
    pub(crate) request: Node<'a>,
    /// What is written in the limits.
    pub(crate) limit: Node<'a>,
}

impl<'a> Request<'a> {
    /// The number that counts: the limit, or else the request.
    pub(crate) fn amount(&self) -> Node<'a> {
        self.limit.or(self.request)
    }

    /// How many devices the container sees for it; nothing if the number counts something else.
    fn devices(&self) -> Option<i64> {
        match family(self.name) {
            Some(Family::StaticVnpu) => Some(1),
            Some(Family::DynamicVnpu) => None,
            _ => Quantity::of(self.amount())?.whole(),
        }
    }
}

/// The NPUs that a container asks for, by whatever name: what nobody registers was still meant so.
pub(crate) fn requests<'a>(container: &Container<'a>) -> Vec<Request<'a>> {
    let resources = container.node.get("resources");
    let own = &container.pod.run.options.npu_resources;
    let (limits, requests) = (resources.get("limits"), resources.get("requests"));
    let mut found: Vec<Request> = Vec::new();
    for (key, _) in limits.entries().chain(requests.entries()) {
        let Some(name) = key.str().filter(|name| is_npu_resource(name, own)) else { continue };
        if found.iter().all(|request| request.name != name) {
            found.push(Request { name, key, request: requests.get(name), limit: limits.get(name) });
        }
    }
    found
}

/// The NPUs that all containers of a pod ask for.
pub(crate) fn requests_of<'a>(pod: &Pod<'a>) -> impl Iterator<Item = Request<'a>> {
    pod.containers().flat_map(|container| requests(&container))
}

/// Who registers what a pod asks for. HAMi has a name of MindCluster's, too: its parts of that card, or
/// its way to divide cards, tell.
pub(crate) fn family_of(request: &Request, pod: &Pod) -> Option<Family> {
    let is_part =
        |other: Request| hami::share(other.name).is_some_and(|(card, _)| card.name == request.name);
    let is_shared = hami::is_card(request.name)
        && (annotation(pod, hami::MODE).exists() || requests_of(pod).any(is_part));
    if is_shared { Some(Family::Hami) } else { family(request.name) }
}

/// How many NPUs a container sees; nothing if its numbers do not tell.
pub(crate) fn devices(container: &Container) -> Option<i64> {
    if is_soft_share(&container.pod) {
        return None;
    }
    let requests = requests(container);
    let mut of_devices = requests.iter().filter(|request| !is_part(request.name));
    of_devices.try_fold(0_i64, |sum, request| Some(sum.saturating_add(request.devices()?)))
}

/// How many NPUs a container can count on: where request and limit differ, the smaller of them.
pub(crate) fn promised(container: &Container) -> Option<i64> {
    let requests = requests(container);
    let request = |request: &Request| {
        let parts = !is_part(request.name) && request.request.exists();
        parts.then(|| Quantity::of(request.request)?.whole()).flatten()
    };
    let requested = requests.iter().filter_map(request).min();
    let devices = devices(container)?;
    Some(requested.map_or(devices, |requested| requested.min(devices)))
}

/// Whether the pod shares one card with others by software, or may do so: the number is then a
/// percentage.
///
/// Source: Ascend/mind-cluster, `docs/en/scheduling/usage/virtual_instance/virtual_instance_with_vcann_rt`.
pub(crate) fn is_soft_share(pod: &Pod) -> bool {
    [pod.annotations(), pod.object.annotations()].into_iter().any(|annotations| {
        let policy = annotations.get(SCHEDULE_POLICY);
        policy.is_template() || policy.str() == Some(SOFT_SHARE)
    })
}
