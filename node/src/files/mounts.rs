//! The paths of the node that the Ascend runtime mounts into containers.

use seaworthy::node::{Mount, NodeFacts};

use super::root::Root;

const LISTS: &str = "/etc/ascend-docker-runtime.d";

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let lists = root.list(LISTS).into_iter().filter(|name| name.strip_suffix(".list").is_some());
    for list in lists.map(|name| format!("{LISTS}/{name}")) {
        let Some(text) = root.read(&list) else { continue };
        let mounts = paths(&text).map(|(line, path)| Mount {
            list: list.clone(),
            line,
            path: path.to_owned(),
            exists: root.exists(path),
        });
        facts.mounts.extend(mounts);
    }
}

/// The paths, and the lines that they stand in.
fn paths(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| line.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_paths() {
        for (text, expected, reason) in [
            (
                "/usr/local/dcmi\n/usr/local/bin/npu-smi",
                &[(1, "/usr/local/dcmi"), (2, "/usr/local/bin/npu-smi")][..],
                "two",
            ),
            ("\n\n/a\n", &[(3, "/a")], "empty lines count"),
            ("/a \r\n", &[(1, "/a")], "space behind it"),
            ("\u{feff}/a", &[(1, "/a")], "a byte order mark"),
            ("/a b\n", &[(1, "/a b")], "a space in it"),
            ("# /a\nb\n", &[], "neither is a path from the root"),
            ("", &[], "empty"),
        ] {
            assert_eq!(paths(text).collect::<Vec<_>>(), expected, "{text:?}: {reason}");
        }
    }
}
