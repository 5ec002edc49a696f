//! What the name and the tag of an image tell of the distribution and the runtimes in it, and until when
//! these are maintained.

mod distributions;
mod runtimes;

use super::step::Step;
use crate::k8s::Image;

/// The day up to which it is known here what has come to its end.
pub(crate) const AS_OF: &str = "2026-11-23";

/// A distribution or a runtime.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) name: &'static str,
    /// Whether it is a distribution, and not a runtime of a programming language.
    pub(crate) is_distribution: bool,
    /// The paths of its images, without registry and without `library/`.
    images: &'static [&'static str],
    /// What stands before its version in the tags of other images, as in `ubuntu22.04`.
    prefixes: &'static [&'static str],
    /// Whether its `/bin/sh` knows `pipefail`: it is bash, or that of `BusyBox`.
    has_pipefail: bool,
    /// Its versions: number, code name if tags have it, and last day of maintenance.
    versions: &'static [(&'static str, &'static str, &'static str)],
}

/// A version of a product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    pub(crate) product: &'static Product,
    pub(crate) version: &'static str,
    /// The last day of maintenance, as YYYY-MM-DD.
    pub(crate) end: &'static str,
}

impl Step<'_> {
    /// Whether `/bin/sh` is known to have the option `pipefail`. That of Debian and Ubuntu does not.
    pub(crate) fn sh_knows_pipefail(&self) -> bool {
        self.image()
            .is_some_and(|image| products_of(&image).any(|(product, _)| product.has_pipefail))
    }

    /// What its base image tells: see [`releases_of`].
    pub(crate) fn releases(&self) -> Vec<Release> {
        self.image().map(|image| releases_of(&image)).unwrap_or_default()
    }

    fn image(&self) -> Option<Image<'_>> {
        Some(Image::new(self.file.base_image(self.stage)?.partial()))
    }
}

/// What an image tells of what is in it: at most one release of each product.
pub(crate) fn releases_of(image: &Image) -> Vec<Release> {
    products_of(image).filter_map(|(_, release)| release).collect()
}

/// Whether an image is one of Docker's official ones that name neither user nor port, so that it
/// starts as root: distributions and runtimes. Some of PHP's are servers.
///
/// Source: the `Dockerfile`s to which docker-library/official-images refers.
pub(crate) fn is_plain(image: &Image) -> bool {
    let path = path_of(image.repository).filter(|path| !path.contains('/') && path != "php");
    let mut products = distributions::PRODUCTS.iter().chain(&runtimes::PRODUCTS);
    path.is_some_and(|path| products.any(|product| product.images.contains(&path.as_str())))
}

/// The products in an image, as far as its name tells them, and their releases where it tells these, too.
fn products_of(image: &Image) -> impl Iterator<Item = (&'static Product, Option<Release>)> {
    let path = path_of(image.repository);
    let tag = image.tag.unwrap_or_default().to_lowercase();
    let name = image.repository.to_lowercase();
    let products = distributions::PRODUCTS.iter().chain(&runtimes::PRODUCTS);
    products.filter_map(move |product| {
        let own = path.as_deref().is_some_and(|path| product.images.contains(&path));
        let mut parts = tag.split(['-', '_']);
        let named = own || parts.clone().any(|part| product.is_named(part));
        let release = own.then(|| product.begins(&tag)).flatten();
        // Code names of runtimes are those of chemical elements, and may mean anything elsewhere.
        let coded = || {
            parts.find_map(|part| product.coded(part)).filter(|_| own || product.is_distribution)
        };
        let numbered = || {
            tag.split(['-', '_'])
                .chain(name.split(['/', '-']))
                .find_map(|part| product.numbered(part))
        };
        let release = release.or_else(coded).or_else(numbered);
        (named || release.is_some()).then_some((product, release))
    })
}

/// The path of an image of Docker Hub, or of a mirror that shows whose image it is; else its last two
/// parts, if there are as many: of `registry.example.com/python`, nobody knows whose it is.
fn path_of(repository: &str) -> Option<String> {
    let parts: Vec<&str> = repository.split('/').collect();
    let (first, rest) = parts.split_first()?;
    let is_host = !rest.is_empty() && (first.contains(['.', ':', '$']) || *first == "localhost");
    let path = if is_host { rest } else { &parts[..] };
    let hub = ["docker.io", "index.docker.io", "registry-1.docker.io"];
    let marked = path.iter().rposition(|part| *part == "library" || hub.contains(part));
    let official =
        marked.map(|at| &path[at + 1..]).or((!is_host || hub.contains(first)).then_some(path));
    match (official, path) {
        (Some(official), _) if !official.is_empty() => Some(official.join("/")),
        (_, [.., owner, name]) => Some(format!("{owner}/{name}")),
        _ => None,
    }
}

impl Product {
    /// The release that a tag of its own image begins with: `3.8` of `3.8-slim`.
    fn begins(&'static self, tag: &str) -> Option<Release> {
        let begins = |version: &str| {
            let rest = tag.strip_prefix(version);
            rest.is_some_and(|rest| !rest.starts_with(|char: char| char.is_ascii_alphanumeric()))
        };
        let versions = self.versions.iter().filter(|version| begins(version.0));
        self.release(versions.max_by_key(|version| version.0.len()))
    }

    /// The release of a code name: `bullseye`.
    fn coded(&'static self, part: &str) -> Option<Release> {
        self.release(self.versions.iter().find(|version| !part.is_empty() && version.1 == part))
    }

    /// The release of a number after the name: `ubuntu22.04`, `ubuntu2204` or `py3.8.19`.
    fn numbered(&'static self, part: &str) -> Option<Release> {
        let number = self.prefixes.iter().find_map(|prefix| part.strip_prefix(prefix))?;
        if !number.starts_with(|char: char| char.is_ascii_digit()) {
            return None;
        }
        let compact = |text: &str| text.replace(['.', '-'], "").replace("lts", "");
        let same = self.versions.iter().find(|version| compact(version.0) == compact(number));
        self.release(same).or_else(|| self.begins(number))
    }

    /// Whether a part of a tag names it and nothing else, as in `python:3-alpine`.
    fn is_named(&self, part: &str) -> bool {
        self.prefixes.contains(&part)
    }

    fn release(
        &'static self,
        version: Option<&(&'static str, &'static str, &'static str)>,
    ) -> Option<Release> {
        let &(version, _, end) = version?;
        Some(Release { product: self, version, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tags_tell_releases() {
        let rows = [
            ("debian:10.13-slim", "Debian 10", "a number, with more after it"),
            ("docker.io/library/debian:buster", "Debian 10", "a code name"),
            ("debian:1", "", "no version"),
            ("debian", "", "no tag"),
            ("python:3.8-slim-bullseye", "Debian 11, Python 3.8", "a runtime and its distribution"),
            ("python:3.10-alpine3.18", "Alpine 3.18, Python 3.10", "no mistaking 3.1 for 3.10"),
            ("python:3-alpine", "", "no versions at all"),
            ("node:lts-gallium", "Node.js 16", "the code name of a runtime"),
            ("acme/carbon:gallium", "", "which means something else elsewhere"),
            ("registry.example.com/python:3.8", "", "nobody knows whose it is"),
            (
                "registry.example.com/team/app:1-py38",
                "Python 3.8",
                "but the tag says what is in it",
            ),
            ("${REGISTRY}/python:3.8", "", "a registry that nobody knows"),
            (
                "swr.cn-north-4.myhuaweicloud.com/ddn-k8s/docker.io/python:3.8",
                "Python 3.8",
                "a mirror",
            ),
            ("public.ecr.aws/docker/library/golang:1.20", "Go 1.20", "another one"),
            (
                "quay.io/ascend/cann:8.2.RC1-910b-ubuntu22.04-py3.11",
                "Ubuntu 22.04, Python 3.11",
                "what CANN is built on",
            ),
            (
                "ascend/cann:8.0-910b-openeuler22.03-py3.10",
                "openEuler 22.03, Python 3.10",
                "or this",
            ),
            ("openeuler/openeuler:22.03-lts-sp3", "openEuler 22.03-lts-sp3", "a service pack"),
            ("openeuler/redis:7.2-oe2203sp3", "openEuler 22.03-lts-sp3", "in short"),
            ("nvidia/cuda:11.4.3-devel-ubuntu2004", "Ubuntu 20.04", "without a dot"),
            ("quay.io/centos/centos:stream8", "CentOS Stream 8", "Stream"),
            ("centos:centos7.9.2009", "CentOS 7", "the name again"),
            ("registry.access.redhat.com/ubi7/ubi-minimal", "Red Hat UBI 7", "in the path"),
            ("mcr.microsoft.com/dotnet/aspnet:6.0", ".NET 6.0", "a path of two parts"),
            ("amazoncorretto:17-al2", "Amazon Linux 2", "a short name"),
        ];
        for (reference, expected, reason) in rows {
            let releases = releases_of(&Image::new(reference));
            let names = releases
                .iter()
                .map(|release| format!("{} {}", release.product.name, release.version));
            assert_eq!(names.collect::<Vec<_>>().join(", "), expected, "{reason}: {reference}");
        }
    }

    #[test]
    fn dates_can_be_compared_as_text() {
        for product in distributions::PRODUCTS.iter().chain(&runtimes::PRODUCTS) {
            for (version, _, end) in product.versions {
                let form: String = end
                    .chars()
                    .map(|char| if char.is_ascii_digit() { '9' } else { char })
                    .collect();
                assert_eq!(form, "9999-99-99", "{} {version}", product.name);
            }
        }
    }
}
