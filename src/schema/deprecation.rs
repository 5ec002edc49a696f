//! API versions that Kubernetes has deprecated or removed: `schemas/deprecations.txt`.

use std::sync::LazyLock;

use super::{Catalog, group_of, maturity};

static TEXT: &str = include_str!("../../schemas/deprecations.txt");

/// In the order of the file, by API version and kind.
static ALL: LazyLock<Vec<Deprecation>> = LazyLock::new(|| {
    let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(Deprecation::of).collect()
});

/// What becomes of a kind in one of its API versions.
pub(crate) struct Deprecation {
    pub(super) api_version: &'static str,
    kind: &'static str,
    /// The minor version in which it was deprecated; alpha versions never are.
    deprecated: Option<u32>,
    /// The minor version in which it is no longer served.
    pub(crate) removed: Option<u32>,
    /// The API version and the kind to use in its place.
    replacement: Option<(&'static str, &'static str)>,
}

impl Deprecation {
    /// What becomes of this kind, if anything does.
    pub(crate) fn find(api_version: &str, kind: &str) -> Option<&'static Self> {
        let key = (api_version, kind);
        let found = ALL.binary_search_by(|entry| (entry.api_version, entry.kind).cmp(&key));
        found.ok().map(|index| &ALL[index])
    }

    pub(super) fn all() -> &'static [Self] {
        &ALL
    }

    fn of(line: &'static str) -> Self {
        let mut parts = line.split(' ');
        let mut part = || parts.next().filter(|part| *part != "-");
        let number = |text: &str| text.parse().expect("internal: versions are numbers");
        let (api_version, kind) = (part().unwrap_or_default(), part().unwrap_or_default());
        let (deprecated, removed) = (part().map(number), part().map(number));
        let replacement = part().map(|replacement| (replacement, part().unwrap_or(kind)));
        Self { api_version, kind, deprecated, removed, replacement }
    }

    /// Whether it is deprecated in this minor version.
    pub(crate) fn is_deprecated_in(&self, minor: u32) -> bool {
        self.deprecated.is_some_and(|since| since <= minor)
    }

    /// Whether it is no longer served in this minor version.
    pub(crate) fn is_removed_in(&self, minor: u32) -> bool {
        self.removed.is_some_and(|since| since <= minor)
    }

    /// What to use in its place in the version of the catalog.
    pub(crate) fn replacement(&self, catalog: &Catalog) -> Option<(&'static str, &'static str)> {
        let (api_version, kind) = self.replacement?;
        let others = catalog.served().map(|kind| (kind.api_version, kind.name));
        if others.clone().any(|other| other == (api_version, kind)) {
            return Some((api_version, kind));
        }
        // An older version has not got it yet, and something between the two.
        let like =
            others.filter(|other| group_of(other.0) == group_of(api_version) && other.1 == kind);
        like.max_by_key(|other| maturity(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(ALL.is_sorted_by_key(|entry| (entry.api_version, entry.kind)));
    }

    #[test]
    fn what_is_removed_was_there_before_and_is_not_after() {
        let newest = Catalog::new(u32::MAX);
        let (first, last) = (Catalog::new(0).minor(), newest.minor());
        for entry in Deprecation::all() {
            let (name, kind) = (entry.api_version, entry.kind);
            let minors = newest.kind(name, kind).map(|kind| kind.minors.clone());
            let Some(removed) = entry.removed.filter(|removed| *removed > first) else {
                assert_eq!(minors.is_some(), entry.removed.is_none(), "{name} {kind}");
                continue;
            };
            let end = minors.map(|minors| *minors.end());
            assert_eq!(end, Some(last.min(removed - 1)), "{name} {kind}");
        }
        for kind in newest.kinds().iter().filter(|kind| *kind.minors.end() < last) {
            let entry = Deprecation::find(kind.api_version, kind.name);
            let removed = entry.and_then(|entry| entry.removed);
            assert_eq!(removed, Some(kind.minors.end() + 1), "{} {}", kind.api_version, kind.name);
        }
    }

    #[test]
    fn replacements_are_served_where_they_are_recommended() {
        for (minor, api_version, kind, expected, reason) in [
            (37, "extensions/v1beta1", "Deployment", Some(("apps/v1", "Deployment")), "same kind"),
            (
                37,
                "resource.k8s.io/v1alpha2",
                "ResourceClass",
                Some(("resource.k8s.io/v1", "DeviceClass")),
                "another kind",
            ),
            (
                33,
                "resource.k8s.io/v1alpha2",
                "ResourceClaim",
                Some(("resource.k8s.io/v1beta2", "ResourceClaim")),
                "the best there is so far",
            ),
            (37, "policy/v1beta1", "PodSecurityPolicy", None, "gone for good"),
        ] {
            let catalog = Catalog::new(minor);
            let entry = Deprecation::find(api_version, kind).expect(reason);
            assert_eq!(entry.replacement(&catalog), expected, "{reason}");
        }
        let newest = Catalog::new(u32::MAX);
        for entry in Deprecation::all() {
            let found = entry.replacement(&newest).is_some();
            assert_eq!(found, entry.replacement.is_some(), "{} {}", entry.api_version, entry.kind);
        }
    }
}
