//! A simulated node in a directory of its own: its files, and the libraries of its driver.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use seaworthy_scenario::{Library, Scenario, VARIABLE};
use tempfile::TempDir;

use super::{fixture, search};

/// The shared library of which all simulated ones are made; cargo names it after its package.
const TEMPLATE: &str = "libseaworthy_simulator.so";
/// Where that is, if it is not beside the program.
const TEMPLATE_VARIABLE: &str = "SEAWORTHY_SIMULATOR";
/// What every name of a simulated function begins with.
const PREFIXES: [&str; 2] = ["acl", "dcmi"];
/// The end of the marker of a library, and what makes a stub of it.
const MARKER: (&[u8], &[u8]) = (b"seaworthy-simulator: real", b"seaworthy-simulator: stub");

/// The libraries of a node, and what the names of their functions begin with.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("usr/local/dcmi/libdcmi.so", &["dcmi"]),
    ("usr/local/Ascend/driver/lib64/driver/libascend_hal.so", &[]),
    (
        "usr/local/Ascend/cann/lib64/libascendcl.so",
        &[
            "aclInit",
            "aclFinalize",
            "aclrt",
            "aclsys",
            "aclmdl",
            "aclGet",
            "aclCreateData",
            "aclDestroyData",
        ],
    ),
    (
        "usr/local/Ascend/cann/lib64/libacl_rt.so",
        &["aclInit", "aclFinalize", "aclrt", "aclsys", "aclGet", "aclCreateData", "aclDestroyData"],
    ),
    (
        "usr/local/Ascend/cann/lib64/libnnopbase.so",
        &["aclCreateTensor", "aclDestroyTensor", "aclCreateScalar", "aclDestroyScalar"],
    ),
    ("usr/local/Ascend/cann/lib64/libopapi_math.so", &["aclnnAdd"]),
    ("usr/local/Ascend/cann/lib64/libopapi_nn.so", &["aclnnMatmul"]),
    ("usr/local/Ascend/cann/lib64/libopapi.so", &["aclnnAdd", "aclnnMatmul"]),
];

/// A simulated node. What is on disk of it goes when this is dropped.
pub(crate) struct Simulation {
    directory: TempDir,
    scenario: Scenario,
}

impl Simulation {
    /// Lays out the node of a scenario: one that comes with the program, or a file.
    pub(crate) fn new(name: &str) -> io::Result<Self> {
        let scenario = Scenario::find(name).map_err(|error| {
            let known = seaworthy_scenario::SCENARIOS.iter().map(|(name, _)| *name);
            let known = known.collect::<Vec<_>>().join(", ");
            io::Error::other(format!(
                "cannot read scenario \"{name}\": {error}; these come with the program: {known}"
            ))
        })?;
        let directory = tempfile::Builder::new().prefix("seaworthy-node-").tempdir()?;
        let simulation = Self { directory, scenario };
        let json = serde_json::to_vec(&simulation.scenario).expect("internal: it is plain data");
        fs::write(simulation.scenario_file(), json)?;
        fixture::write(simulation.root(), &simulation.scenario)?;
        simulation.write_libraries(&fs::read(template()?)?)?;
        Ok(simulation)
    }

    /// The root of its file system.
    pub(crate) fn root(&self) -> PathBuf {
        self.directory.path().join("root")
    }

    /// Where its libraries are, in the order in which they are looked for.
    pub(super) fn directories(&self) -> Vec<PathBuf> {
        let first = self.scenario.library_path.iter().map(|path| self.root().join(path));
        first.chain(search::installed(&self.root())).collect()
    }

    /// What the simulated libraries are told.
    pub(super) fn environment(&self) -> Vec<(&'static str, std::ffi::OsString)> {
        vec![(VARIABLE, self.scenario_file().into())]
    }

    fn scenario_file(&self) -> PathBuf {
        self.directory.path().join("scenario.json")
    }

    fn write_libraries(&self, template: &[u8]) -> io::Result<()> {
        let usual = |path: &str| LIBRARIES.iter().find(|(name, _)| *name == path);
        let further = self.scenario.libraries.keys().map(String::as_str);
        let further = further.filter(|path| usual(path).is_none());
        let mut stats =
            fs::OpenOptions::new().append(true).open(self.root().join(fixture::STATS))?;
        for path in LIBRARIES.iter().map(|(path, _)| *path).chain(further) {
            let unusual = self.scenario.libraries.get(path).cloned().unwrap_or_default();
            if unusual.is_absent {
                continue;
            }
            let held = usual(path).map_or(&PREFIXES[..], |(_, held)| held);
            let file = fixture::place(&self.root(), path)?;
            match &unusual.text {
                Some(text) => fs::write(&file, text)?,
                None => fs::write(&file, made(template, held, &unusual))?,
            }
            let mode = unusual.mode.as_deref().unwrap_or("0755");
            let mode = u32::from_str_radix(mode, 8).map_err(io::Error::other)?;
            fs::set_permissions(&file, Permissions::from_mode(mode))?;
            // It is root's there, whoever simulates.
            writeln!(stats, "-{} 0 0 /{path}", letters(mode))?;
        }
        Ok(())
    }
}

/// `rwxr-xr-x`.
fn letters(mode: u32) -> String {
    let letter = |(index, letter)| if (mode >> (8 - index)) & 1 == 0 { '-' } else { letter };
    "rwxrwxrwx".chars().enumerate().map(letter).collect()
}

/// Where the template is: beside the program, where cargo puts what it builds, or installed.
fn template() -> io::Result<PathBuf> {
    if let Some(path) = std::env::var_os(TEMPLATE_VARIABLE) {
        return Ok(path.into());
    }
    let program = std::env::current_exe()?;
    let directory = program.parent().unwrap_or(Path::new("/"));
    // What cargo built last is in `deps`; the one beside the program may be of another day.
    let places = ["deps", "", "../lib/seaworthy-node", "../lib"];
    let mut found = places.iter().map(|place| directory.join(place).join(TEMPLATE));
    found.find(|path| path.exists()).ok_or_else(|| {
        io::Error::other(format!(
            "there is no {TEMPLATE} in {}: the simulator was not installed with this program; \
             {TEMPLATE_VARIABLE} may name it",
            directory.display(),
        ))
    })
}

/// A copy of the template in which functions that the library does not hold have other names, so that
/// the dynamic linker does not find them. Names stand between NULs in a library.
fn made(template: &[u8], held: &[&str], unusual: &Library) -> Vec<u8> {
    let mut library = template.to_vec();
    for name in library.split_mut(|byte| *byte == 0) {
        if is_function(name)
            && let Ok(text) = std::str::from_utf8(name)
            && (!held.iter().any(|held| text.starts_with(held))
                || unusual.without.iter().any(|without| without == text))
        {
            name[0] = b'-';
        }
    }
    if unusual.is_stub {
        let (real, stub) = MARKER;
        let at = library.windows(real.len()).position(|bytes| bytes == real);
        let at = at.expect("internal: the template has its marker");
        library[at..at + stub.len()].copy_from_slice(stub);
    }
    library
}

fn is_function(name: &[u8]) -> bool {
    PREFIXES.iter().any(|prefix| name.starts_with(prefix.as_bytes()))
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
