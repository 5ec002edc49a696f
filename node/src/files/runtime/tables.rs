//! The configurations of containerd and of CRI-O: TOML, in a file and those that add to it.

use std::collections::{BTreeSet, VecDeque};

use seaworthy::node::{ContainerRuntime, RuntimeKind};
use toml::{Table, Value as Toml};

use super::{Registered, failed};
use crate::files::root::{Root, name};

/// The configurations of containerd: its own, and those of k3s and RKE2.
const CONTAINERD: [&str; 3] = [
    "/etc/containerd/config.toml",
    "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
    "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
];
/// How many files a configuration may import.
const IMPORTS: usize = 64;

/// containerd, of which there may be one for Kubernetes and one for Docker.
pub(super) fn containerd(root: &Root) -> impl Iterator<Item = ContainerRuntime> {
    CONTAINERD.iter().filter_map(|main| {
        merged(root, RuntimeKind::Containerd, with_imports(root, main), in_containerd)
    })
}

/// A configuration, and all that it imports, which may import in turn.
fn with_imports(root: &Root, main: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut pending = VecDeque::from([main.to_owned()]);
    let mut seen = BTreeSet::new();
    while let Some(path) = pending.pop_front() {
        if seen.len() >= IMPORTS || !seen.insert(path.clone()) {
            continue;
        }
        let Some(text) = root.read(&path) else { continue };
        if let Ok(table) = parse(&text) {
            let imports = table.get("imports").and_then(Toml::as_array).into_iter().flatten();
            for pattern in imports.filter_map(Toml::as_str) {
                pending.extend(matching(root, &path, pattern));
            }
        }
        texts.push((path, text));
    }
    texts
}

pub(super) fn crio(root: &Root) -> Option<ContainerRuntime> {
    let mut paths = vec!["/etc/crio/crio.conf".to_owned()];
    paths.extend(matching(root, "/", "/etc/crio/crio.conf.d/*"));
    let texts = paths.into_iter().filter_map(|path| root.read(&path).map(|text| (path, text)));
    merged(root, RuntimeKind::Crio, texts.collect(), in_crio)
}

/// A configuration of several files, of which the later have the last word. It stands where the Ascend
/// runtime is registered, or in the first.
fn merged(
    root: &Root,
    kind: RuntimeKind,
    texts: Vec<(String, String)>,
    registered: fn(&Table) -> Registered,
) -> Option<ContainerRuntime> {
    let mut place = texts.first()?.0.clone();
    let mut whole = Table::new();
    for (path, text) in texts {
        let table = match parse(&text) {
            Ok(table) => table,
            Err(error) => return Some(failed(kind, &path, error)),
        };
        let before = registered(&whole).ascend().cloned();
        merge(&mut whole, table);
        if registered(&whole).ascend() != before.as_ref() {
            place = path;
        }
    }
    Some(registered(&whole).into_facts(root, kind, place))
}

fn parse(text: &str) -> Result<Table, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().map(|span| text.bytes().take(span.start));
        let line = before.map(|bytes| bytes.filter(|byte| *byte == b'\n').count() + 1);
        let place = line.map(|line| format!(" at line {line}")).unwrap_or_default();
        format!("{}{place}", error.message())
    })
}

fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Toml::Table(into)), Toml::Table(from)) => merge(into, from),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// The table of the plugin has another name in each version; where none is said it is the first. See
/// <https://github.com/containerd/containerd/blob/main/docs/cri/config.md>.
fn in_containerd(table: &Table) -> Registered {
    let version = table.get("version").and_then(Toml::as_integer);
    let plugin = match version.unwrap_or(1) {
        ..=1 => "cri",
        2 => "io.containerd.grpc.v1.cri",
        3.. => "io.containerd.cri.v1.runtime",
    };
    let containerd = at(table, &["plugins", plugin, "containerd"]);
    let string = |table: Option<&Table>, key: &str| Some(table?.get(key)?.as_str()?.to_owned());
    let program = |runtime: &Table| {
        let options = runtime.get("options").and_then(Toml::as_table);
        // Of runtimes of the first version, that had no shim of their own.
        let engine = || string(Some(runtime), "runtime_engine");
        string(options, "BinaryName").or_else(engine).filter(|path| !path.is_empty())
    };
    Registered {
        version: version.and_then(|version| version.try_into().ok()),
        runtimes: runtimes(containerd, program),
        default: string(containerd, "default_runtime_name"),
    }
}

fn in_crio(table: &Table) -> Registered {
    let runtime = at(table, &["crio", "runtime"]);
    let string = |table: &Table, key: &str| Some(table.get(key)?.as_str()?.to_owned());
    Registered {
        version: None,
        runtimes: runtimes(runtime, |runtime| string(runtime, "runtime_path")),
        default: runtime.and_then(|table| string(table, "default_runtime")),
    }
}

fn runtimes(
    table: Option<&Table>,
    program: impl Fn(&Table) -> Option<String>,
) -> Vec<(String, Option<String>)> {
    let runtimes = table.and_then(|table| table.get("runtimes")?.as_table());
    let entry =
        |(name, value): (&String, &Toml)| (name.clone(), value.as_table().and_then(&program));
    runtimes.into_iter().flatten().map(entry).collect()
}

fn at<'a>(table: &'a Table, keys: &[&str]) -> Option<&'a Table> {
    keys.iter().try_fold(table, |table, key| table.get(*key)?.as_table())
}

/// The files that a pattern with one `*` in its last part names; it may begin where `file` is.
fn matching(root: &Root, file: &str, pattern: &str) -> Vec<String> {
    let folder =
        |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let pattern = if pattern.starts_with('/') {
        pattern.to_owned()
    } else {
        format!("{}/{pattern}", folder(file))
    };
    let Some((before, after)) = name(&pattern).split_once('*') else { return vec![pattern] };
    let folder = folder(&pattern);
    let matches =
        |name: &String| name.strip_prefix(before).is_some_and(|rest| rest.ends_with(after));
    root.list(&folder).into_iter().filter(matches).map(|name| format!("{folder}/{name}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::runtime::tests::{AT, ascend};

    #[test]
    fn containerd_has_a_table_for_each_version() {
        let in_plugin = |head: &str, plugin: &str, rest: &str| {
            format!(
                "{head}[plugins.{plugin}.containerd]\n{rest}\n\
                 [plugins.{plugin}.containerd.runtimes.ascend]\nruntime_type = \"io.containerd.runc.v2\"\n\
                 [plugins.{plugin}.containerd.runtimes.ascend.options]\nBinaryName = \"{AT}\"\n"
            )
        };
        let (two, three) = ("\"io.containerd.grpc.v1.cri\"", "'io.containerd.cri.v1.runtime'");
        let default = "default_runtime_name = \"ascend\"";
        let some = Some(("ascend", Some(AT), false));
        for (text, expected, reason) in [
            (in_plugin("", "cri", ""), some, "the first says no version"),
            (in_plugin("version = 1\n", "cri", ""), some, "or says it"),
            (in_plugin("version = 2\n", two, ""), some, "the second"),
            (in_plugin("version = 3\n", three, ""), some, "the third"),
            (
                in_plugin("version = 3\n", three, default),
                Some(("ascend", Some(AT), true)),
                "for all",
            ),
            (in_plugin("version = 3\n", two, ""), None, "containerd does not look there"),
            (in_plugin("", two, ""), None, "the first version knows no such plugin"),
            (
                format!("[plugins.cri.containerd.runtimes.runc]\nruntime_engine = \"{AT}\"\n"),
                Some(("runc", Some(AT), true)),
                "in the place of runc",
            ),
            ("plugins = 1".into(), None, "no table"),
            (String::new(), None, "empty"),
        ] {
            let table = parse(&text).expect("TOML");
            assert_eq!(ascend(&in_containerd(&table)), expected, "{text}: {reason}");
        }
    }

    #[test]
    fn crio_has_one_form() {
        for (text, expected, reason) in [
            (
                format!("[crio.runtime.runtimes.ascend]\nruntime_path = \"{AT}\"\n"),
                Some(("ascend", Some(AT), false)),
                "registered",
            ),
            (
                "[crio.runtime]\ndefault_runtime = \"ascend\"\n".into(),
                None,
                "named, not registered",
            ),
            ("[crio]\nruntime = 1\n".into(), None, "no table"),
        ] {
            assert_eq!(ascend(&in_crio(&parse(&text).expect("TOML"))), expected, "{reason}");
        }
    }

    #[test]
    fn tables_in_tables_are_not_followed_without_end() {
        for (text, reason) in [
            (format!("[a{}]\n", ".a".repeat(100_000)), "by a header"),
            (format!("a{} = 1\n", ".a".repeat(100_000)), "by a key"),
            (format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)), "as a value"),
        ] {
            if let Ok(table) = parse(&text) {
                let mut whole = Table::new();
                merge(&mut whole, table.clone());
                assert_eq!(in_containerd(&whole), Registered::default(), "{reason}");
            }
        }
    }

    #[test]
    fn faults_have_a_line() {
        for (text, expected, reason) in [
            ("a = 1\nb = \n", "line 2", "no value"),
            ("a = 1\na = 2\n", "line 2", "a repeated key"),
            ("{", "line 1", "JSON"),
        ] {
            let error = parse(text).expect_err(reason);
            assert!(error.ends_with(expected), "{error}: {reason}");
        }
    }
}
