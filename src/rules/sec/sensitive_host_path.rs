use crate::compose::Service;
use crate::finding::Place;
use crate::k8s::Pod;
use crate::rule::Hits;

/// What a path of the host gives away with everything below it, by the message that says so. Who
/// mounts a directory that these stand in has them too.
const SENSITIVE: [(&str, &str); 16] = [
    ("/etc", "system"), // /etc/kubernetes with it
    ("/proc", "system"),
    ("/sys", "system"),
    ("/dev", "system"),
    ("/boot", "system"),
    ("/root", "home"),
    ("/var/lib/kubelet", "system"),
    ("/var/lib/docker", "system"),
    ("/run/docker.sock", "socket"),
    ("/run/containerd/containerd.sock", "socket"),
    ("/run/k3s/containerd/containerd.sock", "socket"),
    ("/run/crio/crio.sock", "socket"),
    ("/run/cri-dockerd.sock", "socket"),
    ("/run/podman/podman.sock", "socket"),
    ("/home/*", "home"),
    ("/Users/*", "home"),
];

/// Sockets of container runtimes wherever they stand: those of rootless ones are in /run/user.
const SOCKETS: [&str; 5] =
    ["docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "podman.sock"];

/// Credentials in a home directory; the rest of it is its owner's business.
const CREDENTIALS: [&str; 9] = [
    ".aws",
    ".azure",
    ".config/gcloud",
    ".docker",
    ".git-credentials",
    ".gnupg",
    ".kube",
    ".netrc",
    ".ssh",
];

/// What is harmless although it stands among the above, and why. A last `*` is any ending.
const HARMLESS: [(&str, &str); 12] = [
    ("/etc/localtime", "the time zone"),
    ("/etc/timezone", "the time zone"),
    ("/etc/ascend_install.info", "where the driver is; the Ascend runtime mounts it itself"),
    ("/etc/hccn.conf", "addresses of the NPU network"),
    ("/dev/shm", "shared memory, and no device"),
    // Devices of NPUs: the NPU rules say what to do instead.
    ("/dev/davinci*", "an NPU, or the manager of all"),
    ("/dev/devmm_svm", "memory of NPUs"),
    ("/dev/hisi_hdc", "the channel between host and NPU"),
    ("/dev/dvpp_cmdlist", "pictures and videos on an NPU"),
    ("/dev/upgrade", "the state of NPUs"),
    ("/dev/svm0", "memory of an Atlas 200I"),
    ("/dev/ts_aisle", "tasks of an Atlas 200I"),
];

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    for volume in pod.spec().get("volumes").items() {
        let place = volume.path(["hostPath", "path"]);
        if let Some(path) = place.str() {
            judge(path, place.into(), pod.object.name(), hits);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    for bind in service.binds() {
        judge(bind.source, Place::part(bind.place, bind.source), service.name(), hits);
    }
}

fn judge(path: &str, place: Place, name: &str, hits: &mut Hits) {
    if let Some(case) = danger(&normalised(path)) {
        hits.case(case, place, [("path", &path), ("name", &name)]);
    }
}

/// The case of [`SENSITIVE`] that a normalised path is.
fn danger(path: &str) -> Option<&'static str> {
    // What is relative belongs to the project.
    let is_of_host = path.starts_with(['/', '~']);
    if path == "/" {
        return Some("root");
    }
    if !is_of_host || HARMLESS.iter().any(|(harmless, _)| matches(path, harmless)) {
        return None;
    }
    if path.rsplit('/').next().is_some_and(|last| SOCKETS.contains(&last)) {
        return Some("socket");
    }
    if let Some(below) = below_home(path) {
        if CREDENTIALS.iter().any(|folder| is_within(below, folder)) {
            return Some("credentials");
        }
        return below.is_empty().then_some("home");
    }
    let holds = |sensitive: &str| is_within(path, sensitive) || is_within(sensitive, path);
    SENSITIVE.iter().find(|(sensitive, _)| holds(sensitive)).map(|&(_, case)| case)
}

/// What is behind the home directory in a path, if it is in one. All of root's is the host's.
fn below_home(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix('~') {
        return rest.strip_prefix('/').or(Some(""));
    }
    let rest = path.strip_prefix("/home/").or(path.strip_prefix("/Users/"))?;
    Some(rest.split_once('/').map_or("", |(_, below)| below))
}

/// Whether a path is another one or below it.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn matches(path: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => is_within(path, pattern),
    }
}

/// A path without detours. /var/run is a link to /run.
fn normalised(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
        if parts == ["var", "run"] {
            parts = vec!["run"];
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_judged_by_what_they_give_away() {
        for (path, expected, reason) in [
            ("/", Some("root"), "everything"),
            ("//", Some("root"), "everything, written oddly"),
            ("/etc/../", Some("root"), "everything, by a detour"),
            ("/etc", Some("system"), "itself"),
            ("/etc/foo", Some("system"), "below"),
            ("/etc/kubernetes/pki", Some("system"), "far below"),
            ("/etcetera", None, "another name"),
            ("/data/etc", None, "elsewhere"),
            ("/var/lib/kubelet/pods/", Some("system"), "with a slash behind it"),
            ("/var/lib", Some("system"), "what holds it"),
            ("/var/lib/app", None, "beside it"),
            ("/var/run/docker.sock", Some("socket"), "by the link"),
            ("/run/docker.sock", Some("socket"), "directly"),
            ("/var/run/../run/docker.sock", Some("socket"), "by a detour"),
            ("/var/run", Some("socket"), "the directory with the sockets"),
            ("/run/containerd", Some("socket"), "the directory with the socket"),
            ("/run/k3s/containerd/containerd.sock", Some("socket"), "k3s"),
            ("/run/user/1000/docker.sock", Some("socket"), "a rootless one"),
            ("/var/run/app", None, "another program's"),
            ("/root", Some("home"), "root's home"),
            ("/root/.cache/modelscope", Some("home"), "all of it"),
            ("/home", Some("home"), "all homes"),
            ("/home/lin", Some("home"), "a home"),
            ("/home/lin/.ssh/id_ed25519", Some("credentials"), "a key"),
            ("/home/lin/projects", None, "work"),
            ("~", Some("home"), "a home"),
            ("~/.kube/config", Some("credentials"), "a cluster"),
            ("~/.aws", Some("credentials"), "a cloud"),
            ("~/.config/gcloud", Some("credentials"), "another cloud"),
            ("~/.config/app", None, "settings"),
            ("~/.gitconfig", None, "settings"),
            ("~/.sshx", None, "another name"),
            ("/dev/mem", Some("system"), "a device"),
            ("/dev/shm", None, "no device"),
            ("/dev/davinci0", None, "an NPU"),
            ("/dev/davinci_manager", None, "the manager of NPUs"),
            ("/etc/localtime", None, "the time zone"),
            ("/usr/local/Ascend/driver", None, "not in the list"),
            ("./etc", None, "of the project"),
            ("../../etc", None, "nobody knows"),
            (".", None, "the project itself"),
            ("./", None, "the project itself, with a slash"),
            ("", None, "nothing"),
        ] {
            assert_eq!(danger(&normalised(path)), expected, "{path}: {reason}");
        }
    }
}
