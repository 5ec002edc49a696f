//! The container runtimes: whether they know the Ascend runtime, and the program that it is.
//!
//! `ascend-docker-runtime` stands before runc: it is registered as a runtime of its own, mostly named
//! `ascend`, or in the place of runc.

mod tables;

use seaworthy::node::{Binary, ContainerRuntime, NodeFacts, RuntimeKind};
use serde_json::Value as Json;

use super::root::{Root, name};

const PROGRAM: &str = "ascend-docker-runtime";
const HANDLER: &str = "ascend";
/// What every runtime falls back to.
const USUAL: &str = "runc";
/// Where programs are looked for that are named without a place, as systemd has its services do.
const PROGRAMS: [&str; 6] =
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

pub(super) fn collect(root: &Root, facts: &mut NodeFacts) {
    let docker = file(root, RuntimeKind::Docker, "/etc/docker/daemon.json");
    let isulad = file(root, RuntimeKind::Isulad, "/etc/isulad/daemon.json");
    let containerd = tables::containerd(root);
    let all = docker.into_iter().chain(containerd).chain(tables::crio(root)).chain(isulad);
    facts.runtimes = all.collect();
    // The Ascend runtime takes the first of these, and only if it is root's alone.
    facts.runc = ["docker-runc", USUAL].iter().find_map(|name| program(root, name));
}

/// The runtimes that a configuration registers, with their programs.
#[derive(Debug, Default, PartialEq)]
struct Registered {
    version: Option<u32>,
    runtimes: Vec<(String, Option<String>)>,
    default: Option<String>,
}

impl Registered {
    /// The Ascend runtime among them: by its program, as its name is free; that which is the default,
    /// if it is there more than once.
    fn ascend(&self) -> Option<&(String, Option<String>)> {
        let is_program = |binary: &Option<String>| binary.as_deref().map(name) == Some(PROGRAM);
        let by_program = self.runtimes.iter().filter(|(_, binary)| is_program(binary));
        by_program
            .min_by_key(|(name, _)| !self.is_default(name))
            .or_else(|| self.runtimes.iter().find(|(name, _)| name == HANDLER))
    }

    fn is_default(&self, name: &str) -> bool {
        self.default.as_deref().unwrap_or(USUAL) == name
    }

    fn into_facts(self, root: &Root, kind: RuntimeKind, path: String) -> ContainerRuntime {
        let ascend = self.ascend();
        ContainerRuntime {
            kind,
            path,
            version: self.version,
            is_default: ascend.is_some_and(|(name, _)| self.is_default(name)),
            handler: ascend.map(|(name, _)| name.clone()),
            binary: ascend.and_then(|(_, binary)| Some(binary_of(root, binary.as_deref()?))),
            error: None,
        }
    }
}

fn failed(kind: RuntimeKind, path: &str, error: String) -> ContainerRuntime {
    ContainerRuntime {
        kind,
        path: path.to_owned(),
        error: Some(error),
        ..ContainerRuntime::default()
    }
}

fn binary_of(root: &Root, path: &str) -> Binary {
    if !path.starts_with('/') {
        return program(root, path)
            .unwrap_or_else(|| Binary { path: path.to_owned(), ..Binary::default() });
    }
    let stat = root.stat(path);
    Binary {
        path: path.to_owned(),
        exists: stat.is_some(),
        mode: stat.map(|stat| stat.mode()),
        uid: stat.map(|stat| stat.uid),
    }
}

/// A program where the system looks for those.
fn program(root: &Root, name: &str) -> Option<Binary> {
    let paths = PROGRAMS.iter().map(|folder| format!("{folder}/{name}"));
    paths.map(|path| binary_of(root, &path)).find(|binary| binary.exists)
}

/// Docker, and iSulad, which took its form over.
fn file(root: &Root, kind: RuntimeKind, path: &str) -> Option<ContainerRuntime> {
    let text = root.read(path)?;
    Some(match daemon(&text) {
        Ok(registered) => registered.into_facts(root, kind, path.to_owned()),
        Err(error) => failed(kind, path, error),
    })
}

/// daemon.json. Docker takes an empty one for none.
fn daemon(text: &str) -> Result<Registered, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Ok(Registered::default());
    }
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let Json::Object(json) = json else { return Err("not an object".to_owned()) };
    let string = |value: Option<&Json>| value.and_then(Json::as_str).map(str::to_owned);
    let runtimes = json.get("runtimes").and_then(Json::as_object).into_iter().flatten();
    Ok(Registered {
        version: None,
        runtimes: runtimes.map(|(name, value)| (name.clone(), string(value.get("path")))).collect(),
        default: string(json.get("default-runtime")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const AT: &str = "/usr/local/Ascend/Ascend-Docker-Runtime/ascend-docker-runtime";

    /// The name, the program and whether it is the default, of the Ascend runtime.
    pub(super) fn ascend(registered: &Registered) -> Option<(&str, Option<&str>, bool)> {
        let (name, binary) = registered.ascend()?;
        Some((name, binary.as_deref(), registered.is_default(name)))
    }

    #[test]
    fn docker_registers_the_runtime() {
        let with =
            |rest: &str| format!("{{\"runtimes\": {{\"ascend\": {{\"path\": \"{AT}\"}}}}{rest}}}");
        let rest = ", \"default-runtime\": \"ascend\"";
        for (text, expected, reason) in [
            (with(""), Ok(Some(("ascend", Some(AT), false))), "for those who ask for it"),
            (with(rest), Ok(Some(("ascend", Some(AT), true))), "for all"),
            (
                format!("\u{feff}{}", with("")),
                Ok(Some(("ascend", Some(AT), false))),
                "a byte order mark",
            ),
            (
                format!("{{\"runtimes\": {{\"npu\": {{\"path\": \"{AT}\"}}}}}}"),
                Ok(Some(("npu", Some(AT), false))),
                "by another name",
            ),
            (
                "{\"runtimes\": {\"ascend\": {}}}".into(),
                Ok(Some(("ascend", None, false))),
                "no program",
            ),
            (
                "{\"runtimes\": {\"nvidia\": {\"path\": \"nvidia-container-runtime\"}}}".into(),
                Ok(None),
                "another",
            ),
            ("{\"runtimes\": [1]}".into(), Ok(None), "no object of runtimes"),
            ("{}".into(), Ok(None), "none"),
            (" \r\n".into(), Ok(None), "empty is no configuration"),
            ("[]".into(), Err("not an object"), "JSON, but no configuration"),
            ("{".into(), Err("EOF while parsing an object at line 1 column 1"), "broken"),
        ] {
            let found = daemon(&text);
            let found = found.as_ref().map(ascend).map_err(String::as_str);
            assert_eq!(found, expected, "{text}: {reason}");
        }
    }

    #[test]
    fn the_default_counts_where_there_are_two() {
        let registered = Registered {
            version: None,
            runtimes: vec![("a".into(), Some(AT.into())), ("b".into(), Some(AT.into()))],
            default: Some("b".into()),
        };
        assert_eq!(ascend(&registered), Some(("b", Some(AT), true)));
        let registered = Registered { default: Some("a".into()), ..registered };
        assert_eq!(ascend(&registered), Some(("a", Some(AT), true)));
    }
}
