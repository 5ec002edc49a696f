//! A Kubernetes object.

use crate::yaml::{Node, Tree};

/// A Kubernetes object: a whole document, an item of a list, or what an admission review is about.
#[derive(Clone, Copy)]
pub(crate) struct Object<'a> {
    /// The object.
    pub root: Node<'a>,
    /// Its kind.
    pub kind: &'a str,
    /// Its apiVersion.
    pub api_version: &'a str,
}

impl<'a> Object<'a> {
    /// The object at `root`, if it has a kind and an API version.
    pub(crate) fn new(root: Node<'a>) -> Option<Self> {
        Some(Self {
            root,
            kind: root.get("kind").text()?,
            api_version: root.get("apiVersion").text()?,
        })
    }

    /// All objects of a document: one, or those in a list, or the one that is up for admission.
    pub(crate) fn all_in(tree: &'a Tree) -> Vec<Self> {
        let Some(outer) = Self::new(tree.root()) else { return Vec::new() };
        if outer.kind == "AdmissionReview" {
            return Self::new(outer.root.path(&["request", "object"])).into_iter().collect();
        }
        let items = outer.root.get("items");
        if outer.kind.ends_with("List") && items.is_sequence() {
            return items.items().filter_map(Self::new).collect();
        }
        vec![outer]
    }

    /// The name, `metadata.name` or `metadata.generateName`.
    pub(crate) fn name(&self) -> &'a str {
        let metadata = self.root.get("metadata");
        metadata.get("name").text().or(metadata.get("generateName").text()).unwrap_or("")
    }

    /// The namespace that is written down.
    pub(crate) fn namespace(&self) -> Option<&'a str> {
        self.root.path(&["metadata", "namespace"]).text()
    }

    /// The labels.
    pub(crate) fn labels(&self) -> Node<'a> {
        self.root.path(&["metadata", "labels"])
    }

    /// The annotations.
    pub(crate) fn annotations(&self) -> Node<'a> {
        self.root.path(&["metadata", "annotations"])
    }

    /// The spec.
    pub(crate) fn spec(&self) -> Node<'a> {
        self.root.get("spec")
    }

    /// The API group: `apps` of `apps/v1`, empty for the core.
    pub(crate) fn group(&self) -> &'a str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }
}
