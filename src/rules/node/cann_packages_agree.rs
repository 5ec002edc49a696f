use crate::node::version::{Version, meets};
use crate::node::{Cann, CannPackage, Host, ROOT};
use crate::rule::Hits;

/// Packages that are released with the toolkit, under its version.
const OF_A_RELEASE: [&str; 6] = ["toolkit", "ops", "kernels", "nnal", "nnae", "nnrt"];

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.cann.is_empty() {
        return if host.is_hidden(ROOT) { hits.unknown() } else { hits.skip() };
    }
    for (pointer, cann) in host.canns() {
        if cann.packages.is_empty() {
            hits.unknown();
        }
        for (index, package) in cann.packages.iter().enumerate() {
            let pointer = format!("{pointer}/packages/{index}");
            agrees(host, &pointer, cann, package, hits);
            is_served(host, &pointer, cann, package, hits);
        }
    }
    several(host, hits);
}

/// Whether a package is of the release of the toolkit.
fn agrees(host: &Host, pointer: &str, cann: &Cann, package: &CannPackage, hits: &mut Hits) {
    if !OF_A_RELEASE.contains(&package.name.as_str()) {
        return;
    }
    let (Some(toolkit), Some(version)) = (&cann.version, &package.version) else {
        return hits.unknown();
    };
    let agree = match (Version::new(toolkit), Version::new(version)) {
        (Some(one), Some(other)) => one.agrees(&other),
        _ if toolkit == version => true,
        _ => return hits.unknown(),
    };
    if !agree {
        let at = host.place(&format!("{pointer}/version"));
        let args: [(_, &dyn std::fmt::Display); 3] =
            [("package", &package.name), ("version", version), ("toolkit", toolkit)];
        hits.case("version", at, args);
    }
}

/// Whether what a package requires of others is there.
fn is_served(host: &Host, pointer: &str, cann: &Cann, package: &CannPackage, hits: &mut Hits) {
    for (name, required) in &package.requires {
        let other = cann.packages.iter().find(|other| other.name == *name);
        let installed = match other {
            Some(other) => other.version.as_deref(),
            None if name == "driver" => host.driver_version().map(|(version, _)| version),
            None => None,
        };
        let Some(installed) = installed else { continue };
        match meets(required, installed) {
            Some(true) => {}
            None => hits.unknown(),
            Some(false) => {
                let at = host.place(&format!("{pointer}/requires/{name}"));
                let args: [(_, &dyn std::fmt::Display); 4] = [
                    ("package", &package.name),
                    ("other", name),
                    ("required", required),
                    ("installed", &installed),
                ];
                hits.case("requires", at, args);
            }
        }
    }
}

/// Whether links and variables lead to one version.
fn several(host: &Host, hits: &mut Hits) {
    let mut current = host.canns().filter(|(_, cann)| cann.is_current && cann.version.is_some());
    let Some((_, first)) = current.next() else { return };
    for (pointer, other) in current.filter(|(_, cann)| cann.version != first.version) {
        let [version, of_first] =
            [other, first].map(|cann| cann.version.clone().unwrap_or_default());
        let at = host.place(&format!("{pointer}/version"));
        let args: [(_, &dyn std::fmt::Display); 4] = [
            ("one", &of_first),
            ("path", &first.path),
            ("other", &version),
            ("there", &other.path),
        ];
        hits.case("several", at, args);
    }
}
