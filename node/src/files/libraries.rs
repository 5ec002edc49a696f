//! The shared libraries of the driver and of CANN, where they are, and whose.

use std::collections::BTreeSet;

use seaworthy::node::{Library, NodeFacts};

use super::root::{Kind, Root};

/// Of the driver.
const DRIVER: [&str; 2] = ["libascend_hal.so", "libdcmi.so"];
/// Of CANN; the operators are in several, all named `libopapi*.so`.
const CANN: [&str; 3] = ["libacl_rt.so", "libascendcl.so", "libnnopbase.so"];
const OPERATORS: &str = "libopapi";
/// Where the driver puts its libraries: on hosts with NPUs as cards, below its own directory, and on
/// NPUs that are the host.
const DRIVER_PLACES: [&str; 5] = [
    "/usr/local/dcmi",
    "/usr/local/Ascend/driver/lib64/driver",
    "/usr/local/Ascend/driver/lib64/common",
    "/usr/local/Ascend/driver/lib64",
    "/usr/lib64",
];
/// Where CANN puts them, below its root.
const CANN_PLACES: [&str; 8] = [
    "lib64",
    "aarch64-linux/lib64",
    "x86_64-linux/lib64",
    "runtime/lib64",
    "opp/lib64",
    "aarch64-linux/devlib",
    "x86_64-linux/devlib",
    "devlib",
];
/// The directories of libraries that only serve to link programs: nothing answers to their calls.
const STUBS: [&str; 3] = ["devlib", "stub", "stubs"];

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let mut folders: Vec<String> = DRIVER_PLACES.iter().map(|place| (*place).to_owned()).collect();
    let driver = facts.driver.as_ref().and_then(|driver| driver.path.strip_suffix("/version.info"));
    folders.extend(driver.map(|driver| format!("{driver}/lib64/driver")));
    for cann in &facts.cann {
        folders.extend(CANN_PLACES.iter().map(|place| format!("{}/{place}", cann.path)));
    }
    let searched = facts.environment.get("LD_LIBRARY_PATH").map_or("", String::as_str);
    let searched = searched.split(':').filter(|folder| folder.starts_with('/'));
    folders.extend(searched.map(|folder| folder.trim_end_matches('/').to_owned()));
    // Many directories are links to one another: what two paths lead to is one library.
    let mut seen = BTreeSet::new();
    for folder in folders {
        for name in root.list(&folder).into_iter().filter(|name| is_of_interest(name)) {
            let path = format!("{folder}/{name}");
            if let Some(real) = root.real(&path)
                && seen.insert((name.clone(), real.clone()))
                && let Some(library) = library(root, name, path, real)
            {
                facts.libraries.push(library);
            }
        }
    }
    facts.libraries.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
}

fn is_of_interest(name: &str) -> bool {
    DRIVER.contains(&name)
        || CANN.contains(&name)
        || name.strip_prefix(OPERATORS).is_some_and(|rest| rest.strip_suffix(".so").is_some())
}

/// Whether a library stands among those that only serve to link programs.
pub(crate) fn is_stub(path: &str) -> bool {
    path.split('/').any(|part| STUBS.contains(&part))
}

fn library(root: &Root, name: String, path: String, real: String) -> Option<Library> {
    let stat = root.stat(&path)?;
    (stat.kind == Kind::File).then(|| Library {
        mode: stat.mode(),
        uid: stat.uid,
        gid: stat.gid,
        is_stub: is_stub(&path) || is_stub(&real),
        is_loaded: false,
        real_path: (real != path).then_some(real),
        name,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stubs_are_known_by_their_directory() {
        for (path, expected, reason) in [
            ("/opt/cann/devlib/libascendcl.so", true, "of CANN"),
            ("/opt/cann/runtime/lib64/stub/libascendcl.so", true, "beside the real ones"),
            ("/opt/cann/lib64/libascendcl.so", false, "a real one"),
            ("/opt/stubborn/libstub.so", false, "another name"),
        ] {
            assert_eq!(is_stub(path), expected, "{reason}");
        }
    }
}
