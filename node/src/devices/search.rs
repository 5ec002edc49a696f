//! Where the libraries are looked for.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const LIBRARY_PATH: &str = "LD_LIBRARY_PATH";
const HOME: &str = "ASCEND_HOME_PATH";
/// Where the driver is, below its own directory.
const DRIVER: [&str; 3] = ["lib64/driver", "lib64/common", "lib64"];

/// The directories where libraries are looked for before the dynamic linker is left to itself: first as
/// programs find them, then where they are installed.
pub(super) fn directories() -> Vec<PathBuf> {
    let listed = env::var_os(LIBRARY_PATH).unwrap_or_default();
    let mut directories: Vec<_> =
        env::split_paths(&listed).filter(|path| path.is_absolute()).collect();
    directories.extend(env::var_os(HOME).map(|home| PathBuf::from(home).join("lib64")));
    directories.extend(installed(Path::new("/")));
    directories
}

/// Where the driver and CANN are installed under a root.
pub(super) fn installed(root: &Path) -> impl Iterator<Item = PathBuf> {
    let directories = [
        "usr/local/dcmi",
        "usr/local/Ascend/driver/lib64/driver",
        "usr/local/Ascend/cann/lib64",
        "usr/local/Ascend/ascend-toolkit/latest/lib64",
    ];
    directories.map(|directory| root.join(directory)).into_iter()
}

/// The variables that CANN needs, where nobody has set them: services and shells of root seldom source
/// its `set_env.sh`, which is no fault of the node. What is set is left as it is.
pub(super) fn environment() -> Vec<(&'static str, OsString)> {
    let ascend = Path::new("/usr/local/Ascend");
    let homes = ["cann", "ascend-toolkit/latest"].map(|home| ascend.join(home));
    let Some(home) = homes.into_iter().find(|home| home.is_dir()) else { return Vec::new() };
    if env::var_os(HOME).is_some() {
        return Vec::new();
    }
    let listed = env::var_os(LIBRARY_PATH).unwrap_or_default();
    let mut paths: Vec<_> =
        env::split_paths(&listed).filter(|path| !path.as_os_str().is_empty()).collect();
    paths.push(home.join("lib64"));
    paths.extend(DRIVER.map(|directory| ascend.join("driver").join(directory)));
    let mut variables = vec![("ASCEND_OPP_PATH", home.join("opp").into()), (HOME, home.into())];
    variables.extend(env::join_paths(paths).ok().map(|paths| (LIBRARY_PATH, paths)));
    variables
}
