//! The files of a simulated node, as on a node where all is well: what its driver, CANN, container
//! runtime and kubelet have written.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use seaworthy_scenario::Scenario;
use serde_json::json;

/// The account of the driver.
const ACCOUNT: u32 = 1000;
/// The Ascend runtime of containers.
const RUNTIME: &str = "/usr/local/Ascend/Ascend-Docker-Runtime/ascend-docker-runtime";
/// What says whose the files are, and which of them are devices.
pub(super) const STATS: &str = ".seaworthy/stat";
/// What the driver loads into the kernel.
const MODULES: [&str; 4] =
    ["drv_devmm_host", "drv_davinci_intf_host", "drv_pcie_host", "drv_vascend"];
/// What the Ascend runtime mounts into containers.
const MOUNTS: [&str; 5] = [
    "/usr/local/Ascend/driver/lib64",
    "/usr/local/Ascend/driver/version.info",
    "/etc/ascend_install.info",
    "/usr/local/dcmi",
    "/usr/local/bin/npu-smi",
];

/// Writes them below `root`.
pub(super) fn write(root: impl AsRef<Path>, scenario: &Scenario) -> io::Result<()> {
    let root = root.as_ref();
    let ascend = root.join("usr/local/Ascend");
    let cann = format!("cann-{}", scenario.cann.version);
    for folder in ["lib64", "devlib"] {
        fs::create_dir_all(ascend.join(&cann).join(format!("{ARCH}-linux")).join(folder))?;
        symlink(format!("{ARCH}-linux/{folder}"), ascend.join(&cann).join(folder))?;
    }
    symlink(&cann, ascend.join("cann"))?;
    let mut files = files(scenario);
    for (path, text) in &scenario.files {
        match text {
            Some(text) => files.insert(path.clone(), text.clone()),
            None => files.remove(path),
        };
    }
    for (path, text) in files {
        fs::write(place(root, &path)?, text)?;
    }
    Ok(())
}

/// Where a file of the node is, in a directory that is there then. No scenario leads out of the root.
pub(super) fn place(root: &Path, path: &str) -> io::Result<PathBuf> {
    let is_plain = |part: Component| matches!(part, Component::Normal(_));
    if path.is_empty() || !Path::new(path).components().all(is_plain) {
        return Err(io::Error::other(format!("\"{path}\" is not a path below the root")));
    }
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("internal: it is below the root"))?;
    Ok(file)
}

fn files(scenario: &Scenario) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut add = |path: String, text: String| files.insert(path, text);
    system(&mut add);
    driver(scenario, &mut add);
    cann(scenario, &mut add);
    devices(scenario, &mut add);
    containers(scenario, &mut add);
    files
}

type Add<'a> = &'a mut dyn FnMut(String, String) -> Option<String>;

fn system(add: Add) {
    add("etc/hostname".into(), "simulated-node\n".into());
    add("etc/os-release".into(), "PRETTY_NAME=\"openEuler 22.03 (LTS-SP4)\"\n".into());
    add("proc/sys/kernel/osrelease".into(), format!("5.10.0-216.0.0.115.oe2203sp4.{ARCH}\n"));
    add(
        "etc/passwd".into(),
        format!(
            "root:x:0:0::/root:/bin/sh\n\
             HwHiAiUser:x:{ACCOUNT}:{ACCOUNT}::/home/HwHiAiUser:/sbin/nologin\n"
        ),
    );
    add("etc/group".into(), format!("root:x:0:\nHwHiAiUser:x:{ACCOUNT}:\n"));
    let module = |name: &str| format!("{name} 65536 1 - Live 0x0000000000000000 (O)\n");
    add("proc/modules".into(), MODULES.map(module).concat());
}

fn driver(scenario: &Scenario, add: Add) {
    let install = "UserName=HwHiAiUser\nUserGroup=HwHiAiUser\n\
         Driver_Install_Type=full\nDriver_Install_Path_Param=/usr/local/Ascend\n\
         Driver_Install_For_All=no\nDriver_Install_Mode=normal\nDriver_Install_Status=complete\n\
         Firmware_Install_Type=full\nFirmware_Install_Path_Param=/usr/local/Ascend\n";
    add("etc/ascend_install.info".into(), install.into());
    let driver = &scenario.driver;
    add(
        "usr/local/Ascend/driver/version.info".into(),
        format!(
            "Version={}\nascendhal_version=7.35.23\nInnerversion={}\ncompatible_version={}\n\
             compatible_version_fw={}\npackage_version={0}\n",
            driver.version, driver.inner_version, driver.compatible, driver.compatible_firmware,
        ),
    );
    let firmware = &scenario.firmware;
    add(
        "usr/local/Ascend/firmware/version.info".into(),
        format!(
            "Version={}\nfirmware_version=1.0\npackage_version={}\ncompatible_version_drv={}\n",
            firmware.version, driver.version, firmware.compatible,
        ),
    );
    add("usr/local/bin/npu-smi".into(), "#!/bin/sh\n".into());
}

fn cann(scenario: &Scenario, add: Add) {
    let (cann, chip) = (&scenario.cann, &scenario.chip);
    let path = format!("/usr/local/Ascend/cann-{}/{ARCH}-linux", cann.version);
    let home = path.trim_start_matches('/');
    let info = |package: &str| {
        format!(
            "package_name={package}\nversion={}\ninnerversion={}\ncompatible_version={}\n\
             arch={ARCH}\nos=linux\npath={path}\n",
            cann.version, cann.inner_version, cann.compatible,
        )
    };
    let soc = chip.kernels.trim_start_matches("ascend");
    add(format!("{home}/ascend_toolkit_install.info"), info("Ascend-cann-toolkit"));
    add(format!("{home}/ascend_ops_install.info"), info(&format!("Ascend-cann-{soc}-ops")));
    add(
        format!("{home}/data/platform_config/{}.ini", chip.soc),
        format!("[version]\nSoC_version={}\nShort_SoC_version={}\n", chip.soc, chip.kernels),
    );
    let version = &cann.version;
    for package in ["runtime", "compiler", "hccl"] {
        add(
            format!("usr/local/Ascend/cann-{version}/share/info/{package}/version.info"),
            format!("Version={version}\nversion_dir={version}\n"),
        );
    }
    let kernels = "opp/built-in/op_impl/ai_core/tbe/kernel/config";
    add(
        format!(
            "usr/local/Ascend/cann-{version}/{kernels}/{}/binary_info_config.json",
            chip.kernels
        ),
        "{}\n".into(),
    );
}

fn devices(scenario: &Scenario, add: Add) {
    let mut stats: Vec<_> = scenario.listed().map(|device| format!("davinci{device}")).collect();
    stats.extend(["davinci_manager", "devmm_svm", "hisi_hdc"].map(str::to_owned));
    let stat = |name: &String| format!("crw-rw---- {ACCOUNT} {ACCOUNT} /dev/{name}\n");
    let runtime = format!("-r-xr-x--- 0 0 {RUNTIME}\n");
    add(STATS.into(), stats.iter().map(stat).chain([runtime]).collect());
    let functions: std::collections::BTreeSet<_> =
        (0..scenario.devices).map(|device| scenario.function(device)).collect();
    for bus in functions {
        let folder = format!("sys/bus/pci/devices/0000:{bus:02x}:00.0");
        let subsystem = if scenario.chip.dies > 1 { "0x0110" } else { "0x0100" };
        for (name, text) in [
            ("vendor", "0x19e5"),
            ("device", &scenario.chip.pci),
            ("subsystem_device", subsystem),
            ("current_link_speed", "16.0 GT/s PCIe"),
            ("current_link_width", "16"),
        ] {
            add(format!("{folder}/{name}"), format!("{text}\n"));
        }
    }
}

fn containers(scenario: &Scenario, add: Add) {
    let daemon = json!({
        "default-runtime": "ascend",
        "runtimes": { "ascend": { "path": RUNTIME, "runtimeArgs": [] } },
    });
    add("etc/docker/daemon.json".into(), daemon.to_string());
    add(RUNTIME.trim_start_matches('/').into(), "#!/bin/sh\n".into());
    add(
        "etc/ascend-docker-runtime.d/base.list".into(),
        MOUNTS.map(|path| format!("{path}\n")).concat(),
    );
    let resource = if scenario.chip.hbm == 0 { "Ascend310P" } else { "Ascend910" };
    let names: Vec<_> = scenario.listed().map(|device| format!("{resource}-{device}")).collect();
    let checkpoint = json!({
        "Data": {
            "PodDeviceEntries": null,
            "RegisteredDevices": { (format!("huawei.com/{resource}")): names },
        },
        "Checksum": 0,
    });
    add(
        "var/lib/kubelet/device-plugins/kubelet_internal_checkpoint".into(),
        checkpoint.to_string(),
    );
    if scenario.chip.hbm > 0 {
        let port = |device: u32| {
            format!("address_{device}=10.20.0.{}\nnetmask_{device}=255.255.255.0\n", device + 2)
        };
        add("etc/hccn.conf".into(), (0..scenario.devices).map(port).collect());
    }
}
