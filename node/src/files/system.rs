//! The node itself: its name, its system, the modules of its kernel, and whether it is a container.

use seaworthy::node::{Account, NodeFacts};

use super::pairs::pairs;
use super::root::Root;

/// How the modules of the driver are named.
const MODULES: [&str; 3] = ["drv_", "asdrv_", "ascend_"];
/// The user that the driver runs as, unless the installation names another.
const USER: &str = "HwHiAiUser";
/// What runtimes leave in their containers: Docker, Podman, systemd-nspawn and others.
const MARKS: [&str; 3] = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"];
/// The control groups of containers.
const GROUPS: [&str; 6] = ["docker", "kubepods", "containerd", "libpod", "crio", "lxc"];

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let first = |path: &str| root.read(path).map(|text| text.trim().to_owned());
    let some = |text: String| (!text.is_empty()).then_some(text);
    // In a copy, or in what is mounted into a container, the kernel would tell another name.
    let name = if root.is_own() { first("/proc/sys/kernel/hostname") } else { None };
    let name = name.or_else(|| first("/etc/hostname")).unwrap_or_default();
    name.lines().next().unwrap_or_default().clone_into(&mut facts.node.name);
    facts.node.kernel = if root.is_live() {
        rustix::system::uname().release().to_str().ok().map(str::to_owned)
    } else {
        first("/proc/sys/kernel/osrelease")
            .or_else(|| first("/proc/version")?.split_whitespace().nth(2).map(str::to_owned))
            .and_then(some)
    };
    facts.node.architecture = if root.is_live() {
        rustix::system::uname().machine().to_str().ok().map(str::to_owned)
    } else {
        architecture(root, facts.node.kernel.as_deref()).map(str::to_owned)
    };
    let release = root.read("/etc/os-release").or_else(|| root.read("/usr/lib/os-release"));
    facts.node.system = release.and_then(|text| pairs(&text).remove("PRETTY_NAME")).and_then(some);
    facts.measurement.in_container = is_container(root);
    facts.modules = modules(&root.read("/proc/modules").unwrap_or_default());
    facts.accounts = accounts(root, facts);
}

/// That of a copied system: of its kernel, or of its dynamic linker.
fn architecture(root: &Root, kernel: Option<&str>) -> Option<&'static str> {
    let linkers = ["/lib/ld-linux-aarch64.so.1", "/lib64/ld-linux-x86-64.so.2"];
    let known = ["aarch64", "x86_64"].into_iter().zip(linkers);
    let mut known = known.filter(|(name, linker)| {
        kernel.is_some_and(|kernel| kernel.ends_with(name)) || root.exists(linker)
    });
    known.next().map(|(name, _)| name)
}

fn is_container(root: &Root) -> bool {
    if MARKS.iter().any(|mark| root.exists(mark)) {
        return true;
    }
    // The first process of a container is in a control group of the runtime, unless the runtime hides
    // that (version 2 of control groups); its host name is then a file that the runtime mounted.
    let process = if root.is_own() { "self" } else { "1" };
    let groups = root.read(&format!("/proc/{process}/cgroup")).unwrap_or_default();
    let mounts = root.read(&format!("/proc/{process}/mountinfo")).unwrap_or_default();
    groups.lines().any(is_group) || mounts.lines().any(is_host_name)
}

/// `12:devices:/kubepods/burstable/pod…`.
fn is_group(line: &str) -> bool {
    let path = line.splitn(3, ':').nth(2).unwrap_or_default();
    let mut parts = path.split('/');
    parts.any(|part| {
        GROUPS.iter().any(|group| part.starts_with(group)) && !part.ends_with(".service")
    })
}

/// `36 35 98:0 /var/lib/…/hostname /etc/hostname rw …`: what is mounted where, of a mount.
fn is_host_name(line: &str) -> bool {
    line.split(' ').nth(4) == Some("/etc/hostname")
}

/// The modules of the driver, as `/proc/modules` has them.
fn modules(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    let of_driver = names.filter(|name| MODULES.iter().any(|prefix| name.starts_with(prefix)));
    let mut modules: Vec<String> = of_driver.map(str::to_owned).collect();
    modules.sort();
    modules
}

/// The users that the installation names, if there is a driver.
fn accounts(root: &Root, facts: &NodeFacts) -> Vec<Account> {
    let values = facts.installation.as_ref().map(|installation| &installation.values);
    if values.is_none() && facts.driver.is_none() {
        return Vec::new();
    }
    let value = |key: &str| values.and_then(|values| values.get(key)).map(String::as_str);
    let user = value("UserName").unwrap_or(USER);
    let mut names = vec![user];
    names.extend(value("UserGroup").filter(|group| *group != user));
    let users = root.read("/etc/passwd").unwrap_or_default();
    let groups = root.read("/etc/group").unwrap_or_default();
    let account = |name: &str| Account {
        name: name.to_owned(),
        uid: id(&users, name),
        gid: id(&groups, name),
    };
    names.into_iter().map(account).collect()
}

/// The number of a name in `/etc/passwd` or `/etc/group`: `name:x:1000:…`.
fn id(text: &str, name: &str) -> Option<u32> {
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.trim().parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_those_of_the_driver() {
        for (text, expected, reason) in [
            ("", &[][..], "no module"),
            (
                "drv_devmm 98304 1 drv_vascend, Live 0x0\next4 1 0 - Live 0x0\nascend_trs 1 0\n",
                &["ascend_trs", "drv_devmm"],
                "those of others are left out",
            ),
            ("asdrv_dms\r\n\r\n \n", &["asdrv_dms"], "odd ends of lines"),
            ("ndrv_ x", &[], "elsewhere in the name"),
        ] {
            assert_eq!(modules(text), expected, "{text:?}: {reason}");
        }
    }

    #[test]
    fn names_have_numbers() {
        for (text, expected, reason) in [
            (
                "root:x:0:0::/root:/bin/sh\nHwHiAiUser:x:1000:1000::/home/a:/bin/sh\n",
                Some(1000),
                "a user",
            ),
            ("HwHiAiUser:x:1001:a,b", Some(1001), "a group"),
            ("HwHiAiUser:x:1001\r\n", Some(1001), "the end of the line of another system"),
            ("HwHiAiUser2:x:1001:", None, "another"),
            ("HwHiAiUser:x:many:", None, "no number"),
            ("HwHiAiUser:x", None, "too short"),
            ("HwHiAiUser:x:4294967296:", None, "too great"),
            ("HwHiAiUser:x:a:\nHwHiAiUser:x:7:", Some(7), "the first that has one"),
            ("", None, "nobody"),
        ] {
            assert_eq!(id(text, USER), expected, "{text:?}: {reason}");
        }
    }

    #[test]
    fn containers_are_told_by_their_control_group() {
        for (line, expected, reason) in [
            ("12:devices:/kubepods/burstable/pod1/2", true, "of the kubelet"),
            (
                "12:devices:/kubepods.slice/kubepods-pod1.slice/cri-containerd-2.scope",
                true,
                "by systemd",
            ),
            ("12:devices:/docker/2", true, "of Docker"),
            ("0::/", false, "version 2, hidden"),
            ("0::/init.scope", false, "the first process of a host"),
            ("0::/system.slice/docker.service", false, "Docker itself"),
            ("", false, "nothing"),
        ] {
            assert_eq!(is_group(line), expected, "{line}: {reason}");
        }
    }
}
