use crate::k8s::{Manifest, rbac};
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(binding) = object.binding() else { return hits.skip() };
    let role = binding.role.get("name");
    let is_cluster_role = binding.role.get("kind").str() == Some("ClusterRole");
    if !is_cluster_role
        || role.str() != Some("cluster-admin")
        || binding.subjects.items().len() == 0
    {
        return;
    }
    let case = if object.kind == "RoleBinding" { "namespace" } else { "cluster" };
    let subjects = rbac::quoted(binding.subjects.items().map(|subject| subject.get("name")));
    hits.case(case, role, [("name", &object.name()), ("subjects", &subjects)]);
}
