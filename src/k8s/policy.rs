//! Who may talk to pods: network policies, of Kubernetes and of others.

use super::{Object, Pod};

/// Kinds of policies that select by rules of their own, with the ends of their API groups.
const FOREIGN: [(&str, &str); 9] = [
    ("antrea.io", "ClusterNetworkPolicy"),
    ("antrea.io", "NetworkPolicy"),
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("cilium.io", "CiliumNetworkPolicy"),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
    ("projectcalico.org", "NetworkPolicy"),
];

/// Whether an object is a policy that selects by rules of its own.
pub(super) fn is_foreign(object: Object) -> bool {
    FOREIGN.iter().any(|(end, kind)| *kind == object.kind && object.group().ends_with(end))
}

/// What is known of the policies that are for a pod.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Policed {
    /// One selects it.
    Yes,
    /// None selects it.
    No,
    /// One may, which selects by other means than the labels that are written.
    Perhaps,
    /// The run has none at all, so that they are somewhere else, if anywhere.
    Unmanaged,
}

impl Pod<'_> {
    /// Whether a policy of the run is for this pod.
    pub(crate) fn policed(&self) -> Policed {
        let (objects, namespace) = (&self.run.objects, self.object.namespace());
        if self.selected_by("NetworkPolicy").next().is_some() {
            return Policed::Yes;
        }
        // An operator gives its pods labels that no template has.
        let selects_by_those =
            self.is_by_operator() && objects.within("NetworkPolicy", namespace).next().is_some();
        // Where no namespace is written, what lies elsewhere is of other applications.
        let is_managed = match namespace {
            Some(_) => objects.of_kind("NetworkPolicy").next().is_some(),
            None => objects.declared("NetworkPolicy", None, self.object).next().is_some(),
        };
        if selects_by_those || objects.has_foreign_policy(namespace) {
            Policed::Perhaps
        } else if is_managed {
            Policed::No
        } else {
            Policed::Unmanaged
        }
    }
}
