//! What the API server takes: schemas of kinds, which of them are no longer served, and holding
//! objects against them.

mod catalog;
mod custom;
mod deprecation;
mod load;
mod walk;

use crate::k8s::Object;
use crate::nearest::likely;
use crate::yaml::Node;

pub(crate) use catalog::{Catalog, Kind};
pub use custom::Schemas;
pub(crate) use deprecation::Deprecation;
pub use load::load;
pub(crate) use walk::{faults, metadata_faults};

/// Kinds that other programs write beside the core of Kubernetes: the configuration of kubectl, and
/// those of `OpenShift` from before it had groups.
const NEIGHBOURS: [&str; 12] = [
    "Build",
    "BuildConfig",
    "Config",
    "DeploymentConfig",
    "Group",
    "Image",
    "ImageStream",
    "Project",
    "Route",
    "SecurityContextConstraints",
    "Template",
    "User",
];

/// A place where an object is not as its schema says.
pub(crate) struct Fault<'a> {
    /// What is wrong: the name of a message.
    pub(crate) case: &'static str,
    pub(crate) place: Node<'a>,
    /// What it is wrong with: the value, or the mapping with an unknown field or without a demanded
    /// one.
    pub(crate) of: Node<'a>,
    /// That field.
    pub(crate) field: &'a str,
    /// What would be right, or since when it is wrong.
    pub(crate) detail: String,
}

impl<'a> Fault<'a> {
    fn value(node: Node<'a>, case: &'static str) -> Self {
        Self { case, place: node, of: node, field: "", detail: String::new() }
    }

    fn missing(mapping: Node<'a>, field: &'a str) -> Self {
        Self { field, place: mapping.get(field), ..Self::value(mapping, "missing") }
    }

    /// Whether a field is not in the schema.
    pub(crate) fn is_unknown(&self) -> bool {
        self.case.starts_with("unknown")
    }

    /// Whether a field is only in the schema.
    pub(crate) fn is_missing(&self) -> bool {
        self.case == "missing"
    }
}

/// What Kubernetes knows about the kind of an object.
pub(crate) enum Known<'c> {
    /// It is served.
    Kind(&'c Kind),
    /// It comes with a later version.
    Since(u32),
    /// It was served once.
    Removed,
    /// There is no such kind; there is this one.
    Near(&'static str),
    /// There is such a kind in another API version.
    Elsewhere(&'static str),
    /// There is no such kind.
    Unknown,
    /// It is none of Kubernetes' own.
    Foreign,
}

impl Catalog {
    /// What Kubernetes knows about the kind of an object.
    pub(crate) fn known(&self, object: &Object) -> Known<'_> {
        let (api_version, name) = (object.api_version, object.kind);
        if let Some(kind) = self.kind(api_version, name) {
            return match self.minor() {
                minor if minor < *kind.minors.start() => Known::Since(*kind.minors.start()),
                minor if minor > *kind.minors.end() => Known::Removed,
                _ => Known::Kind(kind),
            };
        }
        if Deprecation::find(api_version, name).is_some() {
            return Known::Removed;
        }
        let is_core = object.group().is_empty();
        if !self.has_group(object.group())
            || name.ends_with("List")
            || (is_core && NEIGHBOURS.contains(&name))
        {
            return Known::Foreign;
        }
        let elsewhere = self.served().filter(|kind| kind.name == name);
        let best = |kind: &&Kind| (kind.group() == object.group(), maturity(kind.api_version));
        if let Some(kind) = elsewhere.max_by_key(best) {
            return Known::Elsewhere(kind.api_version);
        }
        let beside = self.served().filter(|kind| kind.api_version == api_version);
        match likely(name, beside.map(|kind| kind.name)) {
            Some(near) => Known::Near(near),
            None if is_core => Known::Foreign,
            None => Known::Unknown,
        }
    }

    /// Whether an API group is one of Kubernetes itself, of today or of former times.
    fn has_group(&self, group: &str) -> bool {
        let former = || Deprecation::all().iter().any(|entry| group_of(entry.api_version) == group);
        self.kinds().iter().any(|kind| kind.group() == group) || former()
    }
}

/// The API group: `apps` of `apps/v1`, empty for the core.
fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Of two versions of a group the stable one comes last, and of two stable ones the newer.
fn maturity(api_version: &str) -> (bool, bool, &str) {
    (!api_version.contains("alpha"), !api_version.contains("beta"), api_version)
}

impl Kind {
    fn group(&self) -> &'static str {
        group_of(self.api_version)
    }
}
