//! Access control: what roles allow, and to whom bindings give it.
//!
//! Facts: Kubernetes, `pkg/apis/rbac/v1/evaluation_helpers.go`. `*` is every resource with all its
//! subresources, `*/exec` is that subresource of every resource, and `pods/*` is nothing at all.

use super::Object;
use crate::yaml::Node;

/// The API group of roles and bindings.
pub(crate) const RBAC: &str = "rbac.authorization.k8s.io";
/// Verbs that change nothing.
pub(crate) const READING: [&str; 3] = ["get", "list", "watch"];

/// One rule of a role: verbs that it allows on resources.
#[derive(Clone, Copy)]
pub(crate) struct Grant<'a>(Node<'a>);

/// What gives a role to somebody.
#[derive(Clone, Copy)]
pub(crate) struct Binding<'a> {
    /// The role, as it is referred to.
    pub(crate) role: Node<'a>,
    /// Those who get it.
    pub(crate) subjects: Node<'a>,
}

impl<'a> Object<'a> {
    /// What a role allows on resources; nothing if this is no role, or not one that its author fills:
    /// the rules of an aggregated one are gathered from others.
    pub(crate) fn grants(&self) -> Option<impl Iterator<Item = Grant<'a>>> {
        let is_role = matches!(self.kind, "Role" | "ClusterRole");
        if !is_role || !self.is_own_rbac() || self.root.get("aggregationRule").exists() {
            return None;
        }
        let rules = self.root.get("rules").items();
        Some(rules.filter(|rule| rule.get("resources").exists()).map(Grant))
    }

    /// What a binding gives to whom, if this is one.
    pub(crate) fn binding(&self) -> Option<Binding<'a>> {
        let is_binding = matches!(self.kind, "RoleBinding" | "ClusterRoleBinding");
        let (role, subjects) = (self.root.get("roleRef"), self.root.get("subjects"));
        (is_binding && self.is_own_rbac()).then_some(Binding { role, subjects })
    }

    /// Whether this is of access control, and not of what Kubernetes and its parts come with.
    fn is_own_rbac(&self) -> bool {
        let bootstrapping = self.labels().get("kubernetes.io/bootstrapping");
        self.group() == RBAC && !self.name().starts_with("system:") && !bootstrapping.exists()
    }
}

impl<'a> Grant<'a> {
    /// The entries that allow one of these verbs.
    pub(crate) fn verbs(&self, wanted: &[&str]) -> Vec<Node<'a>> {
        let allows =
            |verb: &Node| verb.str().is_some_and(|text| text == "*" || wanted.contains(&text));
        self.0.get("verbs").items().filter(allows).collect()
    }

    /// The entries that mean one of these resources, such as `pods` or `pods/exec`, of an API group.
    pub(crate) fn resources(&self, group: &str, wanted: &[&str]) -> Vec<Node<'a>> {
        let mut groups = self.0.get("apiGroups").items().filter_map(Node::str);
        if !groups.any(|own| own == "*" || own == group) {
            return Vec::new();
        }
        let means = |entry: &Node| {
            entry.str().is_some_and(|entry| wanted.iter().any(|resource| means(entry, resource)))
        };
        self.0.get("resources").items().filter(means).collect()
    }

    /// The names of the only objects that it is about; of any if there are none.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = Node<'a>> {
        self.0.get("resourceNames").items()
    }

    /// Whether it is about certain objects only.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.names().len() > 0
    }

    /// The entry that makes it allow more than anybody has listed, and more than reading: `*` among
    /// resources, verbs or API groups. With the field that it stands in.
    pub(crate) fn wildcard(&self) -> Option<(&'static str, Node<'a>)> {
        let is_reading = |verb: Node| verb.str().is_none_or(|text| READING.contains(&text));
        if self.is_narrowed() || self.0.get("verbs").items().all(is_reading) {
            return None;
        }
        ["resources", "verbs", "apiGroups"].into_iter().find_map(|field| {
            let entry = self.0.get(field).items().find(|entry| is_all(*entry))?;
            Some((field, entry))
        })
    }

    /// A list of it as it is written.
    pub(crate) fn list(&self, field: &str) -> String {
        quoted(self.0.get(field).items())
    }
}

/// Whether an entry among resources means this one.
fn means(entry: &str, resource: &str) -> bool {
    let part = resource.split_once('/').map(|(_, part)| part);
    entry == "*" || entry == resource || (part.is_some() && entry.strip_prefix("*/") == part)
}

/// Whether an entry means everything.
pub(crate) fn is_all(entry: Node) -> bool {
    entry.text() == Some("*")
}

/// Entries as they are named in a message.
pub(crate) fn quoted<'a>(entries: impl IntoIterator<Item = Node<'a>>) -> String {
    let texts = entries.into_iter().filter_map(Node::text);
    texts.map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml;

    fn role(rule: &str) -> yaml::Parsed {
        let text = format!(
            "{{apiVersion: {RBAC}/v1, kind: Role, metadata: {{name: x}}, rules: [{{{rule}}}]}}"
        );
        yaml::parse(&Arc::new(Source::new("x.yaml", text)))
    }

    #[test]
    fn rules_mean_what_the_api_server_takes_them_for() {
        for (resources, groups, group, wanted, expected, reason) in [
            ("pods", "''", "", "pods", true, "by name"),
            ("pods", "''", "", "pods/exec", false, "a subresource has a name of its own"),
            ("pods/exec", "''", "", "pods", false, "and so has what it is part of"),
            ("'*'", "''", "", "pods/exec", true, "everything, subresources included"),
            ("'*/exec'", "''", "", "pods/exec", true, "a subresource of everything"),
            ("'*/exec'", "''", "", "pods", false, "and nothing else"),
            ("'pods/*'", "''", "", "pods/exec", false, "there is no such thing"),
            ("'*/*'", "''", "", "pods/exec", false, "nor this"),
            ("deployments", "apps", "apps", "deployments", true, "of its group"),
            ("deployments", "''", "apps", "deployments", false, "of no other"),
            ("deployments", "'*'", "apps", "deployments", true, "of any"),
        ] {
            let parsed = role(&format!("apiGroups: [{groups}], resources: [{resources}]"));
            let object = Object::new(parsed.trees[0].root()).expect("an object");
            let grant = object.grants().expect("a role").next().expect("a rule");
            let found = !grant.resources(group, &[wanted]).is_empty();
            assert_eq!(found, expected, "{resources} for {wanted}: {reason}");
        }
    }

    #[test]
    fn wildcards_are_those_that_do_more_than_read() {
        for (rule, expected, reason) in [
            ("apiGroups: ['*'], resources: ['*'], verbs: ['*']", Some("resources"), "everything"),
            ("apiGroups: [''], resources: [pods], verbs: ['*']", Some("verbs"), "every verb"),
            ("apiGroups: ['*'], resources: [pods], verbs: [patch]", Some("apiGroups"), "any group"),
            ("apiGroups: [''], resources: ['*'], verbs: [get, list]", None, "reading"),
            ("apiGroups: [''], resources: ['*/scale'], verbs: [patch]", None, "one subresource"),
            (
                "apiGroups: [''], resources: [pods], verbs: ['*'], resourceNames: [a]",
                None,
                "one pod",
            ),
            ("apiGroups: [''], resources: ['*']", None, "no verb"),
        ] {
            let parsed = role(rule);
            let object = Object::new(parsed.trees[0].root()).expect("an object");
            let grant = object.grants().expect("a role").next().expect("a rule");
            assert_eq!(grant.wildcard().map(|(field, _)| field), expected, "{reason}");
        }
    }
}
