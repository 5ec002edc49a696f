//! A Kubernetes object.

use super::templates;
use crate::source::Span;
use crate::yaml::{self, Node, Tree};

/// A Kubernetes object: a whole document, an item of a list, or what an admission review is about.
#[derive(Clone, Copy)]
pub(crate) struct Object<'a> {
    /// The object.
    pub root: Node<'a>,
    /// Its kind.
    pub kind: &'a str,
    /// Its apiVersion.
    pub api_version: &'a str,
    // Rules ask for these again and again.
    name: &'a str,
    name_node: Node<'a>,
    namespace: Option<&'a str>,
    group: &'a str,
    is_built_in: bool,
    /// Its share of the document.
    share: Span,
}

impl<'a> Object<'a> {
    /// The object at `root`, if it has a kind and an API version.
    pub(crate) fn new(root: Node<'a>) -> Option<Self> {
        Some(Self::of(root, root.get("kind").text()?, root.get("apiVersion").text()?))
    }

    fn of(root: Node<'a>, kind: &'a str, api_version: &'a str) -> Self {
        let metadata = root.get("metadata");
        let name_node = metadata.get("name");
        let name = name_node.text().or_else(|| metadata.get("generateName").text());
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        Self {
            root,
            kind,
            api_version,
            name: name.unwrap_or_default(),
            name_node,
            namespace: metadata.get("namespace").text(),
            group,
            is_built_in: !group.contains('.') || group.ends_with(".k8s.io"),
            share: root.extent(),
        }
    }

    /// All objects of a document: one, or those in a list, or the one that is up for admission.
    pub(crate) fn all_in(tree: &'a Tree) -> Vec<Self> {
        let Some(outer) = Self::new(tree.root()) else { return Vec::new() };
        let mut open = vec![outer];
        let mut found = Vec::new();
        while let Some(object) = open.pop() {
            if object.kind == "AdmissionReview" {
                open.extend(Self::new(object.root.path(["request", "object"])));
                continue;
            }
            let items = || object.root.get("items");
            let Some(kind) = object.kind.strip_suffix("List").filter(|_| items().is_sequence())
            else {
                found.push(object);
                continue;
            };
            // The items of a PodList are pods, whether they say so or not.
            let like_list = |root: Node<'a>| {
                let is_item = !kind.is_empty() && root.is_mapping();
                is_item.then(|| Self::of(root, kind, object.api_version))
            };
            open.extend(
                items().items().rev().filter_map(|root| Self::new(root).or(like_list(root))),
            );
        }
        let shares = yaml::shares(found.iter().map(|object| object.root));
        for (object, share) in found.iter_mut().zip(shares) {
            object.share = share;
        }
        found
    }

    /// Keys that stand again in their mapping, each after the same key before it: in the object, or
    /// around it.
    pub(crate) fn repeated_keys(&self) -> impl Iterator<Item = [Node<'a>; 2]> {
        self.root.duplicates_in(self.share)
    }

    /// The name, `metadata.name` or `metadata.generateName`.
    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    /// Where the name stands.
    pub(crate) fn name_node(&self) -> Node<'a> {
        self.name_node
    }

    /// The namespace that is written down.
    pub(crate) fn namespace(&self) -> Option<&'a str> {
        self.namespace
    }

    /// The folder of its file.
    pub(crate) fn folder(&self) -> &'a str {
        self.root.source().folder()
    }

    /// The labels.
    pub(crate) fn labels(&self) -> Node<'a> {
        self.root.path(["metadata", "labels"])
    }

    /// The annotations.
    pub(crate) fn annotations(&self) -> Node<'a> {
        self.root.path(["metadata", "annotations"])
    }

    /// Whether this looks like a part of an object, which Kustomize would merge into a whole one; its
    /// own file is perhaps not in the run.
    pub(crate) fn is_part(&self) -> bool {
        let spec = self.spec();
        match self.kind {
            "HorizontalPodAutoscaler" => !spec.get("scaleTargetRef").exists(),
            "CronJob" => !spec.get("schedule").exists() || !self.has_image(),
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => {
                let labels = spec.path(["template", "metadata", "labels"]);
                let is_selected = spec.get("selector").exists() || labels.exists();
                !is_selected || !self.has_image()
            }
            "Pod" | "Job" | "ReplicationController" | "PodTemplate" => !self.has_image(),
            _ => false,
        }
    }

    /// Whether any container of its pods has an image.
    fn has_image(&self) -> bool {
        let templates = templates::templates(*self).into_iter();
        let mut containers = templates.flat_map(|pod| pod.path(["spec", "containers"]).items());
        containers.any(|container| container.get("image").exists())
    }

    /// The spec.
    pub(crate) fn spec(&self) -> Node<'a> {
        self.root.get("spec")
    }

    /// The API group: `apps` of `apps/v1`, empty for the core.
    pub(crate) fn group(&self) -> &'a str {
        self.group
    }

    /// Whether it is of an API group of Kubernetes itself.
    pub(crate) fn is_built_in(&self) -> bool {
        self.is_built_in
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    #[test]
    fn every_repeated_key_belongs_to_one_object() {
        for (text, expected, reason) in [
            ("kind: Pod\napiVersion: v1\nkind: Pod", &[&[3][..]][..], "the only one"),
            (
                "kind: List\nkind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: A}\n- {apiVersion: v1, kind: B,\n kind: B}\nx: 1\nx: 2",
                &[&[2], &[7, 9]],
                "around them too",
            ),
        ] {
            let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
            let line = |[_, again]: [Node; 2]| again.source().position(again.span().start).line;
            let found: Vec<Vec<_>> = Object::all_in(&parsed.trees[0])
                .iter()
                .map(|object| object.repeated_keys().map(line).collect())
                .collect();
            assert_eq!(found, expected, "{reason}");
        }
    }

    #[test]
    fn a_document_holds_one_object_or_many() {
        for (text, expected, reason) in [
            ("{apiVersion: v1, kind: Pod}", &["Pod"][..], "one"),
            (
                "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod}, {apiVersion: v1, kind: Service}]}",
                &["Pod", "Service"],
                "a list, in order",
            ),
            (
                "{apiVersion: v1, kind: PodList, items: [{metadata: {name: x}}]}",
                &["Pod"],
                "of one kind",
            ),
            (
                "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: PodList, items: [{}]}]}",
                &["Pod"],
                "a list in a list",
            ),
            (
                "{apiVersion: example.com/v1, kind: AllowList}",
                &["AllowList"],
                "a kind of that name",
            ),
            (
                "{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, request: {object: {apiVersion: v1, kind: Pod}}}",
                &["Pod"],
                "up for admission",
            ),
            ("{apiVersion: admission.k8s.io/v1, kind: AdmissionReview}", &[], "a deletion"),
        ] {
            let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
            let found: Vec<_> =
                Object::all_in(&parsed.trees[0]).iter().map(|object| object.kind).collect();
            assert_eq!(found, expected, "{reason}");
        }
    }
}
