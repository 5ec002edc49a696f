//! The packages of CANN, each with a file that tells its version: `ascend_<package>_install.info` of
//! what is installed as a whole, `version.info` of its parts.

use std::collections::{BTreeMap, BTreeSet};

use seaworthy::node::CannPackage;

use super::architecture;
use crate::files::pairs::pairs;
use crate::files::root::{Root, name};

/// What is installed as a whole, with what its `install.info` says.
pub(super) struct Install {
    pub(super) path: String,
    pub(super) values: BTreeMap<String, String>,
    name: String,
    soc: Option<String>,
}

/// A part of CANN, and the release that it belongs to.
pub(super) struct Info {
    pub(super) package: CannPackage,
    pub(super) release: Option<String>,
}

impl Install {
    pub(super) fn into_package(self) -> CannPackage {
        CannPackage {
            name: self.name,
            path: self.path,
            version: self.values.get("version").cloned(),
            soc: self.soc,
            requires: requires(&self.values),
        }
    }
}

/// The `ascend_<package>_install.info` of an installation: first those that are all of CANN.
pub(super) fn installs(root: &Root, path: &str) -> Vec<Install> {
    let names = root.list(path).into_iter().filter(|name| architecture(name).is_some());
    let folders = names.map(|name| format!("{path}/{name}")).chain([path.to_owned()]);
    let mut installs: Vec<Install> = Vec::new();
    let mut seen = BTreeSet::new();
    for folder in folders {
        // `arm64-linux` is a link to the other.
        if !seen.insert(root.real(&folder)) {
            continue;
        }
        for file in root.list(&folder) {
            let Some(package) = installed(&file) else { continue };
            let path = format!("{folder}/{file}");
            let values = pairs(&root.read(&path).unwrap_or_default());
            let (name, soc) = match values.get("package_name") {
                Some(name) => named(name),
                None => (package.to_owned(), None),
            };
            installs.push(Install { path, values, name, soc });
        }
    }
    let rank = |install: &Install| match install.name.as_str() {
        "toolkit" => 0,
        "nnae" => 1,
        "nnrt" => 2,
        _ => 3,
    };
    installs.sort_by_key(rank);
    installs
}

/// The `version.info` of the parts of an installation: in `share/info` from 8.5 on, in each part before.
pub(super) fn infos(root: &Root, path: &str) -> Vec<Info> {
    let mut found: BTreeMap<String, Info> = BTreeMap::new();
    for folder in [format!("{path}/share/info"), path.to_owned()] {
        for part in root.list(&folder) {
            let file = format!("{folder}/{part}/version.info");
            if found.contains_key(&part) || architecture(&part).is_some() || !root.exists(&file) {
                continue;
            }
            let text = root.read(&file).unwrap_or_default();
            found.insert(part.clone(), info(part, file, &text));
        }
    }
    found.into_values().collect()
}

/// The package `nnal`, of which a directory tells the version: `nnal/atb/8.2.RC1`.
pub(super) fn nnal(root: &Root, latest: &str) -> Option<CannPackage> {
    let real = root.real(latest)?;
    let text = root.read(&format!("{real}/version.info")).unwrap_or_default();
    let mut values = pairs(&text);
    let version = values.remove("version_dir").or_else(|| values.remove("Version"));
    let of = |directory: &str| {
        directory.starts_with(|c: char| c.is_ascii_digit()).then(|| directory.to_owned())
    };
    // It may be a directory of links: those of its parts tell where they lead.
    let linked = || of(root.real(&format!("{real}/atb"))?.rsplit('/').nth(1)?);
    Some(CannPackage {
        name: "nnal".to_owned(),
        version: version.or_else(|| of(name(&real))).or_else(linked),
        path: real,
        ..CannPackage::default()
    })
}

fn info(name: String, path: String, text: &str) -> Info {
    let values = pairs(text);
    let version = values.get("Version").or_else(|| values.get("version"));
    let release = values.get("version_dir").or(version).cloned();
    let package = CannPackage {
        name,
        path,
        version: version.cloned(),
        soc: None,
        requires: requires(&values),
    };
    Info { package, release }
}

/// `required_package_<name>_version=">=8.5, <9.0"`, in quotes as a whole.
fn requires(values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let required = |(key, value): (&String, &String)| {
        let name = key.strip_prefix("required_package_")?.strip_suffix("_version")?;
        Some((name.to_owned(), value.clone()))
    };
    values.iter().filter_map(required).collect()
}

/// The package that `ascend_<package>_install.info` is of.
fn installed(file: &str) -> Option<&str> {
    file.strip_prefix("ascend_")?.strip_suffix("_install.info")
}

/// The name and the chip of a package: `Ascend-cann-910b-ops`, `Ascend-cann-kernels-910b`.
fn named(package: &str) -> (String, Option<String>) {
    let package = package.to_ascii_lowercase();
    let name = package.strip_prefix("ascend-cann-").unwrap_or(&package);
    let of = |name: &str, soc: &str| (name.to_owned(), Some(soc.to_owned()));
    if let Some(soc) = name.strip_suffix("-ops") {
        return of("ops", soc);
    }
    match name.strip_prefix("kernels-") {
        Some(soc) => of("kernels", soc),
        None => (name.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_names_and_chips() {
        for (text, name, soc, reason) in [
            ("Ascend-cann-toolkit", "toolkit", None, "of all chips"),
            ("Ascend-cann-910b-ops", "ops", Some("910b"), "from 8.5 on"),
            ("Ascend-cann-A3-ops", "ops", Some("a3"), "capitals say nothing"),
            ("Ascend-cann-kernels-910b", "kernels", Some("910b"), "before"),
            ("Ascend-cann-nnal", "nnal", None, "another"),
            ("something", "something", None, "not of CANN by its name"),
            ("", "", None, "nothing"),
        ] {
            assert_eq!(named(text), (name.to_owned(), soc.map(str::to_owned)), "{text}: {reason}");
        }
    }

    #[test]
    fn parts_have_versions_and_requirements() {
        let new = "Version=8.5.0.2.220\nversion_dir=8.5.0\ntimestamp=20251117_000024591\n\
                   required_package_amct_acl_version=\"8.5\"\n\
                   required_package_runtime_version=\">=8.5, <9.0\"\n";
        for (text, version, release, requires, reason) in [
            (
                new,
                Some("8.5.0.2.220"),
                Some("8.5.0"),
                &[("amct_acl", "8.5"), ("runtime", ">=8.5, <9.0")][..],
                "of today",
            ),
            (
                "Version=1.82.22.2.220\nrequired_driver_ascendhal_version=4.0.0\n",
                Some("1.82.22.2.220"),
                Some("1.82.22.2.220"),
                &[],
                "of old: a requirement of an interface, not of a package",
            ),
            ("version=8.0", Some("8.0"), Some("8.0"), &[], "in small letters"),
            ("required_package__version=1", None, None, &[("", "1")], "of nothing"),
            ("", None, None, &[], "empty"),
        ] {
            let info = info("runtime".to_owned(), "/runtime/version.info".to_owned(), text);
            assert_eq!(info.package.version.as_deref(), version, "{reason}");
            assert_eq!(info.release.as_deref(), release, "{reason}");
            let found = info.package.requires.iter();
            let found: Vec<_> =
                found.map(|(name, range)| (name.as_str(), range.as_str())).collect();
            assert_eq!(found, requires, "{reason}");
        }
    }
}
