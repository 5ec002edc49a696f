//! A reference to a container image.

/// Tags that move.
const MOVING: [&str; 27] = [
    "alpha",
    "beta",
    "canary",
    "current",
    "dev",
    "devel",
    "develop",
    "development",
    "edge",
    "head",
    "latest",
    "lts",
    "main",
    "mainline",
    "master",
    "next",
    "nightly",
    "prod",
    "production",
    "rolling",
    "snapshot",
    "stable",
    "staging",
    "test",
    "testing",
    "trunk",
    "unstable",
];

/// `[registry[:port]/]name[:tag][@digest]`, as it is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Image<'a> {
    /// Everything before tag and digest.
    pub(crate) repository: &'a str,
    pub(crate) tag: Option<&'a str>,
    pub(crate) digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    pub(crate) fn new(reference: &'a str) -> Self {
        let (name, digest) = match reference.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (reference, None),
        };
        // A colon before the last slash is that of a registry's port.
        let last = name.rfind('/').map_or(0, |slash| slash + 1);
        match name[last..].split_once(':') {
            Some((path, tag)) => {
                Self { repository: &name[..last + path.len()], tag: Some(tag), digest }
            }
            None => Self { repository: name, tag: None, digest },
        }
    }

    /// Whether what runs can change while the reference stays the same.
    pub(crate) fn is_mutable(&self) -> bool {
        self.digest.is_none() && matches!(self.tag, None | Some("latest" | ""))
    }

    /// The repository with its registry: `docker.io/library/nginx` of `nginx`.
    pub(crate) fn full_name(&self) -> String {
        let (first, rest) = self.repository.split_once('/').unwrap_or(("", self.repository));
        // Docker's rule: what else stands before the slash is a user of Docker Hub.
        let is_registry = first.contains(['.', ':']) || first == "localhost";
        match (first, is_registry) {
            ("docker.io" | "index.docker.io", _) if rest.contains('/') => {
                format!("docker.io/{rest}")
            }
            ("docker.io" | "index.docker.io" | "", _) => format!("docker.io/library/{rest}"),
            (_, true) => self.repository.to_owned(),
            (_, false) => format!("docker.io/{}", self.repository),
        }
    }

    /// Whether it is in one of these registries, or the parts of them that they name.
    pub(crate) fn is_from(&self, registries: &[String]) -> bool {
        let name = self.full_name();
        registries.iter().any(|registry| {
            let rest = name.strip_prefix(registry.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether the tag is the name of a branch or a release channel, which moves with it, and not of a
    /// version.
    pub(crate) fn has_moving_tag(&self) -> bool {
        self.digest.is_none()
            && self.tag.is_some_and(|tag| {
                MOVING.iter().any(|name| tag.eq_ignore_ascii_case(name))
                    || tag.starts_with("latest-")
                    || tag.ends_with("-latest")
            })
    }

    /// The last part of the name: `nginx` of `docker.io/library/nginx:1`.
    pub(crate) fn base_name(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        for (reference, repository, tag, mutable, reason) in [
            ("nginx", "nginx", None, true, "no tag"),
            ("nginx:latest", "nginx", Some("latest"), true, "latest"),
            ("nginx:1.27", "nginx", Some("1.27"), false, "a tag"),
            ("registry:5000/app", "registry:5000/app", None, true, "a port is no tag"),
            ("registry:5000/app:1", "registry:5000/app", Some("1"), false, "port and tag"),
            ("app@sha256:ab", "app", None, false, "a digest"),
            ("a/app:latest@sha256:ab", "a/app", Some("latest"), false, "the digest decides"),
        ] {
            let image = Image::new(reference);
            assert_eq!((image.repository, image.tag), (repository, tag), "{reason}");
            assert_eq!(image.is_mutable(), mutable, "{reason}");
        }
    }

    #[test]
    fn images_are_in_registries_or_parts_of_them() {
        for (reference, registry, expected, reason) in [
            ("nginx:1", "docker.io", true, "where Docker looks"),
            ("nginx:1", "docker.io/library", true, "the official images"),
            ("bitnami/nginx", "docker.io/library", false, "somebody else's"),
            ("bitnami/nginx", "docker.io/bitnami", true, "theirs"),
            ("index.docker.io/nginx", "docker.io/library", true, "by its other name"),
            ("docker.io/bitnami/nginx", "docker.io", true, "written out"),
            ("registry.example.com/a/b:1", "registry.example.com", true, "a registry"),
            ("registry.example.com/a/b:1", "registry.example.com/a/", true, "a part of it"),
            (
                "registry.example.com/ab:1",
                "registry.example.com/a",
                false,
                "a name that begins alike",
            ),
            ("registry.example.com/a@sha256:ab", "registry.example.com/a", true, "one image"),
            ("registry.example.com:5000/a", "registry.example.com", false, "another port"),
            ("registry.example.com.evil.io/a", "registry.example.com", false, "another host"),
            ("localhost/a", "localhost", true, "without a dot"),
            ("registry/a", "registry", false, "a user of Docker Hub"),
        ] {
            let registries = [registry.to_owned()];
            assert_eq!(
                Image::new(reference).is_from(&registries),
                expected,
                "{reference}: {reason}"
            );
        }
    }

    #[test]
    fn some_tags_move() {
        for (reference, moves, reason) in [
            ("app:main", true, "a branch"),
            ("app:Stable", true, "a channel, in any case"),
            ("app:latest-alpine", true, "the latest of a variant"),
            ("app:arm64-latest", true, "the latest for an architecture"),
            ("app:main-3f2a91c", false, "one commit of a branch"),
            ("app:1.27-stable", false, "a version"),
            ("app", false, "there is no tag"),
            ("app:main@sha256:ab", false, "the digest decides"),
        ] {
            assert_eq!(Image::new(reference).has_moving_tag(), moves, "{reason}");
        }
    }
}
