use crate::k8s::Container;
use crate::npu;
use crate::rule::Hits;
use crate::yaml::Node;

/// Variables that say where CANN writes its logs, the strongest first, and where below them. Source:
/// hicann/runtime, `src/dfx/log`; Ascend documentation, `ASCEND_PROCESS_LOG_PATH`.
const DIRECTORIES: [(&str, &str); 3] =
    [("ASCEND_PROCESS_LOG_PATH", ""), ("ASCEND_WORK_PATH", "/log"), ("HOME", "/ascend/log")];

/// Kinds of volumes that nobody can write to.
const READ_ONLY: [&str; 4] = ["configMap", "secret", "projected", "downwardAPI"];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let setting = container.security("readOnlyRootFilesystem");
    if npu::requests(container).is_empty() || setting.bool() == Some(false) || !setting.exists() {
        return hits.skip();
    }
    if setting.bool().is_none() {
        return;
    }
    let chosen = DIRECTORIES
        .into_iter()
        .find_map(|(name, below)| Some((name, below, container.variable(name)?)));
    let Some((name, below, variable)) = chosen else {
        // Homes are where images have them; which one it is, the manifest does not tell.
        let homes = ["/root/ascend/log", "/home"];
        let is_home = |path: &str| path.starts_with("/home/") || path.starts_with("/root/ascend");
        let mut mounts = container.node.get("volumeMounts").items();
        let has_home = mounts.any(|mount| {
            mount.get("mountPath").str().is_some_and(is_home) && is_writable(container, mount)
        });
        if !has_home && !homes.iter().any(|home| can_write(container, home)) && !hits.met_template()
        {
            hits.case("unset", setting, [("container", &container.name())]);
        }
        return;
    };
    let Some(value) = variable.value.str().filter(|value| !value.contains('$')) else {
        return hits.unknown();
    };
    let directory = format!("{}{below}", value.trim_end_matches('/'));
    if !can_write(container, &directory) {
        hits.case(
            "elsewhere",
            variable.place,
            [("container", &container.name()), ("variable", &name), ("directory", &directory)],
        )
        .related("root", setting);
    }
}

/// Whether the innermost mount around a directory can be written to.
fn can_write(container: &Container, directory: &str) -> bool {
    let around = container.node.get("volumeMounts").items().filter_map(|mount| {
        let path = mount.get("mountPath").str()?.trim_end_matches('/');
        let rest = directory.strip_prefix(path)?;
        (rest.is_empty() || rest.starts_with('/')).then_some((path.len(), mount))
    });
    let innermost = around.max_by_key(|(length, _)| *length);
    innermost.is_some_and(|(_, mount)| is_writable(container, mount))
}

fn is_writable(container: &Container, mount: Node) -> bool {
    let volume = mount.get("name").text().and_then(|name| container.pod.volume(name));
    let is_fixed = |volume: Node| READ_ONLY.iter().any(|kind| volume.get(kind).exists());
    mount.get("readOnly").bool() != Some(true) && !volume.is_some_and(is_fixed)
}
