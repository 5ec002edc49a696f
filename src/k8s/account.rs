//! The identity of a pod: its service account, and the token with which it speaks for it.

use std::collections::HashMap;

use super::workload::is_built_in;
use super::{Object, Pod};
use crate::yaml::Node;

/// The service account that every namespace has.
const DEFAULT: &str = "default";

/// What a run says of service accounts, by their names.
#[derive(Default)]
pub(super) struct Accounts<'a> {
    declared: HashMap<&'a str, Vec<Object<'a>>>,
    /// The namespaces of those to which roles are bound.
    bound: HashMap<&'a str, Vec<Option<&'a str>>>,
}

/// API groups of custom resources whose pods run as they are written. Other operators may give them
/// a service account of their own making.
const AS_WRITTEN: [&str; 11] = [
    "apps.kruise.io",
    "apps.openshift.io",
    "argoproj.io",
    "batch.volcano.sh",
    "jobset.x-k8s.io",
    "kubeflow.org",
    "leaderworkerset.x-k8s.io",
    "mindxdl.gitee.com",
    "ray.io",
    "serving.knative.dev",
    "serving.kserve.io",
];

impl<'a> Pod<'a> {
    /// Where the service account is named.
    pub(crate) fn account_name(&self) -> Node<'a> {
        self.spec().get("serviceAccountName").or(self.spec().get("serviceAccount"))
    }

    /// Its service account, if that is in the run.
    pub(crate) fn account(&self) -> Option<Object<'a>> {
        self.run.objects.accounts.find(self.object.namespace(), self.account_or_default())
    }

    /// Whether a binding of the run gives its service account a role.
    pub(crate) fn has_role(&self) -> bool {
        self.run.objects.accounts.has_role(self.object.namespace(), self.account_or_default())
    }

    /// Whether it is given a token of its service account; nothing if that depends on what is not in
    /// the run. The pod's own word counts before that of the account.
    pub(crate) fn mounts_token(&self) -> Option<bool> {
        let switch = |node: Node<'a>| node.get("automountServiceAccountToken");
        let account = self.account();
        let own = switch(self.spec());
        let setting = account.map_or(own, |account| own.or(switch(account.root)));
        if setting.exists() {
            return setting.bool();
        }
        let is_known = account.is_some() || self.uses_default_account() == Some(true);
        is_known.then_some(true)
    }

    /// Whether it runs as the account that everybody has; nothing if somebody else chooses one.
    pub(crate) fn uses_default_account(&self) -> Option<bool> {
        let name = self.account_name();
        if name.exists() {
            return name.str().map(|name| name == DEFAULT);
        }
        runs_as_written(self.object).then_some(true)
    }

    fn account_or_default(&self) -> &'a str {
        self.account_name().text().unwrap_or(DEFAULT)
    }
}

/// Whether nobody adds a service account to the pods of an object.
fn runs_as_written(object: Object) -> bool {
    let spec = object.spec();
    // KubeRay gives the head an account that may make workers, the training operator gives the
    // launcher one that may run commands in them.
    let autoscales = ["", "rayClusterConfig", "rayClusterSpec"].into_iter().any(|part| {
        let cluster = if part.is_empty() { spec } else { spec.get(part) };
        cluster.get("enableInTreeAutoscaling").bool() == Some(true)
    });
    let is_given_one =
        autoscales || (object.kind == "MPIJob" && object.api_version == "kubeflow.org/v1");
    (is_built_in(object) || AS_WRITTEN.contains(&object.group())) && !is_given_one
}

impl<'a> Accounts<'a> {
    pub(super) fn add(&mut self, object: Object<'a>) {
        if object.kind == "ServiceAccount" {
            self.declared.entry(object.name()).or_default().push(object);
        }
        if !matches!(object.kind, "RoleBinding" | "ClusterRoleBinding") {
            return;
        }
        let subjects = object.root.get("subjects").items();
        for subject in
            subjects.filter(|subject| subject.get("kind").text() == Some("ServiceAccount"))
        {
            let Some(name) = subject.get("name").text() else { continue };
            self.bound.entry(name).or_default().push(subject.get("namespace").text());
        }
    }

    fn find(&self, namespace: Option<&str>, name: &str) -> Option<Object<'a>> {
        let all = self.declared.get(name)?;
        all.iter().copied().find(|account| may_be_same(account.namespace(), namespace))
    }

    fn has_role(&self, namespace: Option<&str>, name: &str) -> bool {
        let mut namespaces = self.bound.get(name).into_iter().flatten();
        namespaces.any(|own| may_be_same(*own, namespace))
    }
}

/// Whether two namespaces may be the same: one that is not written may be any.
fn may_be_same(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}
