//! The identity of a pod: its service account, and the token with which it speaks for it.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::pod::AS_WRITTEN;
use super::{Object, Pod};
use crate::yaml::Node;

/// What a run says of service accounts, by name and namespace.
#[derive(Default)]
pub(super) struct Accounts<'a>(HashMap<&'a str, BTreeMap<Option<&'a str>, Account<'a>>>);

#[derive(Default)]
struct Account<'a> {
    /// The account itself, if it is in the run.
    object: Option<Object<'a>>,
    /// Whether a role is bound to it.
    has_role: bool,
}

/// The service account that every namespace has.
const DEFAULT: &str = "default";

impl<'a> Pod<'a> {
    /// Where the service account is named.
    pub(crate) fn account_name(&self) -> Node<'a> {
        self.spec().get("serviceAccountName").or(self.spec().get("serviceAccount"))
    }

    /// Its service account, if that is in the run.
    pub(crate) fn account(&self) -> Option<Object<'a>> {
        self.accounts().into_iter().find_map(|account| account.object)
    }

    /// Whether a binding of the run gives its service account a role.
    pub(crate) fn has_role(&self) -> bool {
        self.accounts().iter().any(|account| account.has_role)
    }

    /// Whether it is given a token of its service account; nothing if that depends on what is not in
    /// the run. The pod's own word counts before that of the account.
    pub(crate) fn mounts_token(&self) -> Option<bool> {
        let switch = |node: Node<'a>| node.get("automountServiceAccountToken");
        let own = switch(self.spec());
        if own.exists() {
            return own.bool();
        }
        let account = self.account();
        let setting = account.map_or(own, |account| switch(account.root));
        if setting.exists() {
            return setting.bool();
        }
        let is_known = account.is_some() || self.uses_default_account() == Some(true);
        is_known.then_some(true)
    }

    /// Whether it runs as the account that everybody has; nothing if that is not known.
    pub(crate) fn uses_default_account(&self) -> Option<bool> {
        let name = self.account_name();
        if name.exists() {
            return name.str().map(|name| name == DEFAULT);
        }
        runs_as_written(self.object).then_some(true)
    }

    /// What the run says of its service account, if the pod decides on that.
    fn accounts(&self) -> Vec<&'a Account<'a>> {
        let default = || runs_as_written(self.object).then_some(DEFAULT);
        let name = self.account_name().text().or_else(default);
        let namespace = self.object.namespace();
        name.map_or_else(Vec::new, |name| self.run.objects.accounts.of(namespace, name))
    }
}

/// Whether nobody adds a service account to the pods of an object: operators that are not known may
/// give them one of their own making.
fn runs_as_written(object: Object) -> bool {
    if object.is_built_in() {
        return true;
    }
    let spec = object.spec();
    // KubeRay gives the head an account that may make workers, the training operator gives the
    // launcher one that may run commands in them.
    let clusters = [spec, spec.get("rayClusterConfig"), spec.get("rayClusterSpec")];
    let is_given_one = (object.kind == "MPIJob" && object.api_version == "kubeflow.org/v1")
        || clusters.iter().any(|ray| ray.get("enableInTreeAutoscaling").bool() == Some(true));
    // What KServe adds to its containers is no account.
    let group = object.group();
    let is_known = AS_WRITTEN.contains(&group) || group == "serving.kserve.io";
    is_known && !is_given_one
}

impl<'a> Accounts<'a> {
    pub(super) fn add(&mut self, object: Object<'a>) {
        match object.kind {
            "ServiceAccount" => {
                self.entry(object.name(), object.namespace()).object.get_or_insert(object);
            }
            "RoleBinding" | "ClusterRoleBinding" => {
                for subject in object.root.get("subjects").items() {
                    let name = subject.get("name").text();
                    let name =
                        name.filter(|_| subject.get("kind").text() == Some("ServiceAccount"));
                    if let Some(name) = name {
                        self.entry(name, subject.get("namespace").text()).has_role = true;
                    }
                }
            }
            _ => {}
        }
    }

    fn entry(&mut self, name: &'a str, namespace: Option<&'a str>) -> &mut Account<'a> {
        self.0.entry(name).or_default().entry(namespace).or_default()
    }

    /// What may be meant by a name in a namespace: one that is not written may be any.
    fn of(&self, namespace: Option<&'a str>, name: &'a str) -> Vec<&Account<'a>> {
        let Some(all) = self.0.get(name) else { return Vec::new() };
        match namespace {
            Some(_) => [namespace, None].iter().filter_map(|one| all.get(one)).collect(),
            None => all.values().collect(),
        }
    }
}
