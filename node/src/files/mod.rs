//! What the files of a node say.
//!
//! Each module knows one kind of file and adds what it says to the facts; parsers take any text, and
//! leave out what they do not understand.

mod cann;
mod cdi;
mod devices;
mod kubelet;
mod libraries;
mod mounts;
mod network;
mod pairs;
mod process;
mod root;
mod runtime;
mod supplement;
mod system;
mod version_info;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use seaworthy::node::NodeFacts;

pub(crate) use self::libraries::is_stub;
use self::root::Root;

/// What collects, in order: CANN may be where the environment says, libraries are where
/// CANN is, and processes have open what devices there are.
const COLLECTORS: [fn(&Root, &mut NodeFacts); 11] = [
    version_info::collect,
    system::collect,
    cann::collect,
    devices::collect,
    libraries::collect,
    runtime::collect,
    cdi::collect,
    mounts::collect,
    network::collect,
    kubelet::collect,
    process::collect,
];

/// Adds what the files under `dir` say, or fails if that is no directory that can be read. They are those
/// of the machine that this runs on, or a copy.
pub(crate) fn collect(dir: &Path, is_live: bool, facts: &mut NodeFacts) -> io::Result<()> {
    let root = Root::open(dir, is_live)?;
    if root.is_own() {
        facts.environment = environment(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }));
    }
    if is_live {
        facts.measurement.uid = Some(rustix::process::geteuid().as_raw());
    } else {
        facts.measurement.root = Some(dir.display().to_string());
    }
    for collect in COLLECTORS {
        collect(&root, facts);
    }
    facts.unreadable.extend(root.into_unreadable());
    Ok(())
}

/// The variables that concern Ascend; others may be secrets.
fn environment(variables: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    let concerns = |name: &str| {
        name.starts_with("ASCEND_") || name.starts_with("HCCL_") || name == "LD_LIBRARY_PATH"
    };
    variables.filter(|(name, _)| concerns(name)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    /// A file for each parser.
    const FILES: [&str; 21] = [
        ".seaworthy/stat",
        ".seaworthy/text",
        "etc/ascend-docker-runtime.d/base.list",
        "etc/ascend_install.info",
        "etc/cdi/ascend.yaml",
        "etc/containerd/config.toml",
        "etc/crio/crio.conf",
        "etc/docker/daemon.json",
        "etc/group",
        "etc/hccn.conf",
        "etc/hostname",
        "etc/os-release",
        "etc/passwd",
        "proc/1/cgroup",
        "proc/1/mountinfo",
        "proc/modules",
        "sys/bus/pci/devices/0000:01:00.0/vendor",
        "usr/local/Ascend/cann-8.5.0/aarch64-linux/ascend_toolkit_install.info",
        "usr/local/Ascend/cann-8.5.0/share/info/runtime/version.info",
        "usr/local/Ascend/driver/version.info",
        "var/lib/kubelet/device-plugins/kubelet_internal_checkpoint",
    ];

    /// Bytes of any kind, and text of what the parsers look for, in any order.
    fn contents() -> impl Strategy<Value = Vec<u8>> {
        let words = prop::sample::select(vec![
            "=",
            "[",
            "]",
            "\"",
            "'",
            "{",
            "}",
            ":",
            ",",
            ".",
            "/",
            "*",
            "#",
            " ",
            "\n",
            "\r\n",
            "\0",
            "\u{feff}",
            "é",
            "0",
            "99999999999999999999",
            "-1",
            "==> /",
            " <==",
            "crw-rw---- 0 0 /",
            "Version",
            "compatible_version",
            "Driver_Install_Path_Param",
            "required_package_",
            "_version",
            "address_",
            "imports",
            "version",
            "plugins",
            "Data",
            "RegisteredDevices",
            "HwHiAiUser:x:",
            "0x19e5",
            "..",
            "dev/davinci",
        ]);
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..64),
            prop::collection::vec(words, 0..24).prop_map(|words| words.concat().into_bytes()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_that_files_hold_is_too_odd(contents in contents(), other in contents()) {
            let dir = tempfile::tempdir().expect("a directory");
            for (index, file) in FILES.iter().enumerate() {
                let path = dir.path().join(file);
                fs::create_dir_all(path.parent().expect("in the root")).expect("a directory");
                fs::write(path, if index % 2 == 0 { &contents } else { &other }).expect("a file");
            }
            let mut facts = NodeFacts::default();
            collect(dir.path(), false, &mut facts).expect("a directory");
            facts.to_json();
        }
    }

    #[test]
    fn variables_of_others_are_left_out() {
        let names = ["ASCEND_HOME_PATH", "HCCL_IF_IP", "LD_LIBRARY_PATH", "PATH", "TOKEN", "HCCLX"];
        let found = environment(names.map(|name| (name.to_owned(), "a".to_owned())).into_iter());
        let expected = ["ASCEND_HOME_PATH", "HCCL_IF_IP", "LD_LIBRARY_PATH"];
        assert!(found.keys().eq(&expected), "{found:?}");
    }
}
