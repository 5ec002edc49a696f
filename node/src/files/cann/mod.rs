//! The installations of CANN: what each has, and which of them is in use.
//!
//! Through 8.3 there are `ascend-toolkit/<version>`, `nnae/<version>` and `nnrt/<version>`, each with
//! a `latest` beside it that is a link, or a directory of links; from 8.5 on there is `cann-<version>`
//! with the link `cann`. Operators for transformers (`nnal`) lie in a place of their own, and count as
//! a package of the installation in use.

mod package;

use std::collections::BTreeSet;

use seaworthy::node::{Cann, NodeFacts};

use self::package::Install;
use super::root::{Root, name};
use super::version_info::ranges;

const SYSTEM: &str = "/usr/local/Ascend";
/// What the toolkit was named through 8.3, and what may stand in for it.
const FAMILIES: [&str; 3] = ["ascend-toolkit", "nnae", "nnrt"];

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let current = current(root, facts);
    let mut paths = installations(root);
    paths.extend(current.iter().cloned());
    facts.cann = paths.into_iter().filter_map(|path| installation(root, path, &current)).collect();
    for base in bases(root) {
        add_nnal(root, &base, &mut facts.cann);
    }
}

/// The directories that hold installations: that of root, and those of other users. On a node only
/// the home of who measures is looked at: others may be on a network.
fn bases(root: &Root) -> BTreeSet<String> {
    let mut bases = BTreeSet::from([SYSTEM.to_owned()]);
    if root.is_own() {
        let home = std::env::var("HOME").ok().filter(|home| home.starts_with('/'));
        bases.extend(home.map(|home| format!("{}/Ascend", home.trim_end_matches('/'))));
    } else {
        bases.insert("/root/Ascend".to_owned());
    }
    if !root.is_live() {
        bases.extend(root.list("/home").iter().map(|user| format!("/home/{user}/Ascend")));
    }
    bases
}

/// Where installations are, links followed.
fn installations(root: &Root) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for base in bases(root) {
        for entry in root.list(&base) {
            if entry == "cann" || entry.starts_with("cann-") {
                paths.extend(root.real(&format!("{base}/{entry}")));
            }
        }
        for family in FAMILIES {
            let family = format!("{base}/{family}");
            let versions = root.list(&family).into_iter();
            let versions =
                versions.filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
            paths.extend(versions.filter_map(|version| root.real(&format!("{family}/{version}"))));
        }
    }
    paths
}

/// Where `ASCEND_HOME_PATH`, `cann` and `latest` lead.
fn current(root: &Root, facts: &NodeFacts) -> BTreeSet<String> {
    let mut names: Vec<String> =
        facts.environment.get("ASCEND_HOME_PATH").cloned().into_iter().collect();
    for base in bases(root) {
        names.push(format!("{base}/cann"));
        names.extend(FAMILIES.map(|family| format!("{base}/{family}/latest")));
    }
    names.into_iter().filter_map(|path| home(root, &path)).collect()
}

/// The installation that a name leads to. `latest` may be a directory of links into one.
fn home(root: &Root, path: &str) -> Option<String> {
    if !root.exists(path) {
        return None;
    }
    let file = package::installs(root, path).into_iter().next();
    let real = file.and_then(|install| root.real(&install.path));
    let folder = real.as_deref().and_then(parent).map(|folder| {
        let is_architecture = architecture(name(folder)).is_some();
        if is_architecture { parent(folder).unwrap_or(folder) } else { folder }
    });
    folder.map(str::to_owned).or_else(|| root.real(path))
}

/// Reads an installation; what has nothing of CANN is none.
fn installation(root: &Root, path: String, current: &BTreeSet<String>) -> Option<Cann> {
    let installs = package::installs(root, &path);
    let infos = package::infos(root, &path);
    let socs = socs(root, &path);
    let kernels = kernels(root, &path);
    if installs.is_empty() && infos.is_empty() && socs.is_empty() {
        return None;
    }
    // The toolkit speaks for the whole; without it, the first of those that stand in for it.
    let of = |key: &str| installs.iter().find_map(|install| install.values.get(key)).cloned();
    let directory = architectures(root, &path).into_iter().next();
    let base = ["runtime", "compiler", "opp"];
    let base = base.iter().find_map(|base| infos.iter().find(|info| info.package.name == *base));
    Some(Cann {
        is_current: current.contains(&path),
        version: of("version").or_else(|| base.and_then(|info| info.release.clone())),
        inner_version: of("innerversion"),
        compatible: of("compatible_version").map(|list| ranges(&list)),
        architecture: of("arch").map(|arch| arch.replace("arm64", "aarch64")).or(directory),
        packages: installs
            .into_iter()
            .map(Install::into_package)
            .chain(infos.into_iter().map(|info| info.package))
            .collect(),
        socs,
        kernels,
        path,
    })
}

/// The directories with an architecture in their names.
fn architectures(root: &Root, path: &str) -> BTreeSet<String> {
    let names = root.list(path);
    names.iter().filter_map(|name| architecture(name)).map(str::to_owned).collect()
}

/// `aarch64-linux`, which is `arm64-linux` as well.
fn architecture(directory: &str) -> Option<&str> {
    match directory.strip_suffix("-linux")? {
        "aarch64" | "arm64" => Some("aarch64"),
        "x86_64" => Some("x86_64"),
        _ => None,
    }
}

/// The chips that have a `platform_config/<chip>.ini`.
fn socs(root: &Root, path: &str) -> Vec<String> {
    let folders = ["aarch64-linux", "x86_64-linux", "arm64-linux", "compiler", "runtime", "."];
    let mut socs = BTreeSet::new();
    for folder in folders {
        let files = root.list(&format!("{path}/{folder}/data/platform_config")).into_iter();
        socs.extend(files.filter_map(|file| file.strip_suffix(".ini").map(str::to_owned)));
    }
    socs.into_iter().collect()
}

/// The chips that operators are compiled for: each has a directory of configurations.
fn kernels(root: &Root, path: &str) -> Vec<String> {
    let mut kernels = BTreeSet::new();
    for opp in root.list(path).into_iter().filter(|name| name.starts_with("opp")) {
        let config = format!("{path}/{opp}/built-in/op_impl/ai_core/tbe/kernel/config");
        let names = root.list(&config).into_iter();
        kernels.extend(names.filter(|name| name.starts_with("ascend")));
    }
    kernels.into_iter().collect()
}

/// Adds the `nnal` of a directory to the installation of it that is in use.
fn add_nnal(root: &Root, base: &str, cann: &mut Vec<Cann>) {
    let place = format!("{base}/nnal/atb");
    let latest = format!("{place}/latest");
    let Some(package) = root.exists(&latest).then(|| package::nnal(root, &latest)).flatten() else {
        return;
    };
    let below = |cann: &Cann| cann.path.starts_with(&format!("{base}/"));
    let position = cann
        .iter()
        .position(|cann| cann.is_current && below(cann))
        .or_else(|| cann.iter().position(below));
    match position {
        Some(index) => cann[index].packages.push(package),
        None => cann.push(Cann { path: place, packages: vec![package], ..Cann::default() }),
    }
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}
