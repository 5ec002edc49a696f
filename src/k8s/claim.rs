//! The claims of volumes that all copies of a pod mount together.

use super::{Object, Pod};
use crate::yaml::Node;

/// A volume of a pod that is a `PersistentVolumeClaim`.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    /// Where the pod names it.
    pub(crate) name: Node<'a>,
    /// The claim, if it is in the run.
    pub(crate) object: Option<Object<'a>>,
}

impl<'a> Pod<'a> {
    /// Its claims by name; those that it gets a copy of its own of are not among them.
    pub(crate) fn claims(&self) -> impl Iterator<Item = Claim<'a>> {
        let pod = *self;
        let own = pod.object.spec().get("volumeClaimTemplates");
        let is_own = move |volume: &Node<'a>| {
            let name = volume.get("name").text();
            own.items().any(|claim| claim.path(["metadata", "name"]).text() == name)
        };
        let volumes = pod.spec().get("volumes").items().filter(move |volume| !is_own(volume));
        let names = volumes.map(|volume| volume.path(["persistentVolumeClaim", "claimName"]));
        names.filter(|name| name.exists()).map(move |name| {
            let find = |name| {
                let namespace = pod.object.namespace();
                pod.run.objects.find("PersistentVolumeClaim", namespace, name)
            };
            Claim { name, object: name.str().and_then(find) }
        })
    }
}

impl<'a> Claim<'a> {
    /// The first of its access modes, if none of them lets several nodes in; nothing if one does, or
    /// if the run does not tell.
    pub(crate) fn exclusive_mode(&self) -> Option<Node<'a>> {
        let modes = self.modes()?;
        let is_exclusive =
            |mode: Node| matches!(mode.str(), Some("ReadWriteOnce" | "ReadWriteOncePod"));
        modes.items().all(is_exclusive).then(|| modes.items().next()).flatten()
    }

    /// Whether the run says that several nodes may mount it.
    pub(crate) fn is_shared(&self) -> bool {
        self.modes().is_some() && self.exclusive_mode().is_none()
    }

    fn modes(&self) -> Option<Node<'a>> {
        let modes = self.object?.spec().get("accessModes");
        (modes.items().len() > 0).then_some(modes)
    }
}

#[cfg(test)]
mod tests {
    use crate::k8s::testing::with_run;
    use crate::k8s::{Pod, Workload};

    #[test]
    fn claims_are_exclusive_unless_they_let_several_nodes_in() {
        let set = "{apiVersion: apps/v1, kind: StatefulSet, spec: {volumeClaimTemplates: [{metadata: {name: own}}], template: {spec: {containers: [{name: a}], volumes: [{name: data, persistentVolumeClaim: {claimName: c}}, {name: own, persistentVolumeClaim: {claimName: c}}]}}}}";
        for (modes, expected, reason) in [
            ("[ReadWriteOnce]", Some((true, false)), "one node"),
            ("[ReadWriteOncePod]", Some((true, false)), "one pod"),
            ("[ReadWriteOnce, ReadOnlyMany]", Some((false, true)), "or many, for reading"),
            ("[ReadWriteMany]", Some((false, true)), "many"),
            ("[]", Some((false, false)), "it is not said"),
        ] {
            let claim = format!(
                "{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: c}}, spec: {{accessModes: {modes}}}}}"
            );
            let found = with_run(&format!("{set}\n---\n{claim}"), |object, run| {
                let workload = Workload::new(object, run).expect("pods");
                let claims: Vec<_> = workload.pods.iter().flat_map(Pod::claims).collect();
                assert_eq!(claims.len(), 1, "the set makes one of the two itself");
                claims.first().map(|claim| (claim.exclusive_mode().is_some(), claim.is_shared()))
            });
            assert_eq!(found, expected, "{modes}: {reason}");
        }
    }
}
