//! Which libraries the dynamic linker took, and whose they are.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use seaworthy::node::Library;

use crate::files::is_stub;
use crate::sys::Libraries;

/// What every library of CANN needs of the driver.
const HAL: &str = "libascend_hal.so";

/// The libraries that were opened, and the one that they need; paths are those within `root`.
pub(super) fn describe(libraries: &Libraries, root: Option<&Path>) -> Vec<Library> {
    let mapped = mapped();
    let is_of = |path: &Path, name: &str| {
        let file = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        file.starts_with(name)
    };
    let mapped_as = |name: &str| mapped.iter().find(|path| is_of(path, name)).cloned();
    let mut all: Vec<_> = libraries
        .opened()
        .filter_map(|(name, path)| {
            let path = path.map(Path::to_owned).or_else(|| mapped_as(name))?;
            library(name, &path, root)
        })
        .collect();
    all.extend(mapped_as(HAL).and_then(|path| library(HAL, &path, root)));
    all
}

/// The files that are mapped into this process.
fn mapped() -> BTreeSet<PathBuf> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    maps.lines().filter_map(|line| line.find('/').map(|at| PathBuf::from(&line[at..]))).collect()
}

fn library(name: &str, path: &Path, root: Option<&Path>) -> Option<Library> {
    let metadata = fs::metadata(path).ok()?;
    let real = fs::canonicalize(path).ok()?;
    let root = root.and_then(|root| fs::canonicalize(root).ok());
    let within = |path: &Path| match root.as_deref().and_then(|root| path.strip_prefix(root).ok()) {
        Some(rest) => Path::new("/").join(rest).display().to_string(),
        None => path.display().to_string(),
    };
    let (path, real) = (within(path), within(&real));
    let is_stub = is_stub(&path) || is_stub(&real);
    Some(Library {
        name: name.to_owned(),
        real_path: (real != path).then_some(real),
        path,
        mode: format!("{:04o}", metadata.mode() & 0o7777),
        uid: metadata.uid(),
        gid: metadata.gid(),
        is_stub,
        is_loaded: true,
    })
}
