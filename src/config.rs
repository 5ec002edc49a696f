//! The configuration: `seaworthy.yaml`, found upwards from what is checked.
//!
//! It sets what options set, and what is too long for options: findings that are accepted, and rules
//! that nothing may suppress. What is wrong in it is said with its place, and the rest of it counts.

mod validate;
mod values;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::{env, fs};

use clap::ValueEnum;

use crate::discover;
use crate::error::Error;
use crate::lang::{Lang, Text};
use crate::rule::Profile;
use crate::score::Grade;
use crate::select::Selector;
use crate::source::{Problem, Source, Span};
use crate::yaml::{self, Node};

pub use values::{FailOn, KubernetesVersion, Output};

use validate::{BAD_VERSION, Invalid, validate};

const SECOND: Text = Text {
    en: "a configuration is one document; this second one counts for nothing",
    zh: "配置只能有一个文档；此处的第二个文档不起作用",
};
const NAMES: [&str; 2] = ["seaworthy.yaml", "seaworthy.yml"];

/// What a configuration sets. What it leaves open is empty.
#[derive(Debug, Default)]
pub struct Config {
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// The set of rules to start from.
    pub profile: Option<Profile>,
    /// Rules in place of the profile's.
    pub select: Vec<Selector>,
    /// Rules to leave out.
    pub ignore: Vec<Selector>,
    /// Reports to be written.
    pub format: Vec<Output>,
    /// The least severity with which a run fails.
    pub fail_on: Option<FailOn>,
    /// The grade below which a run fails.
    pub min_grade: Option<Grade>,
    /// The language of reports.
    pub lang: Option<Lang>,
    /// The Kubernetes version that the manifests are for.
    pub target_kubernetes: Option<KubernetesVersion>,
    /// Directories with rules of the user's own.
    pub rules: Vec<PathBuf>,
    /// Values files for charts.
    pub helm_values: Vec<PathBuf>,
    /// Globs, as in a `.gitignore`, of what to leave out, relative to the working directory.
    pub exclude: Vec<String>,
    /// Findings that are accepted.
    pub suppress: Vec<Accept>,
    /// Folders with schemas of custom resources.
    pub schemas: Vec<PathBuf>,
    /// Where images may come from.
    pub registries: Vec<String>,
    /// What images are called that Dockerfiles build, and the paths of these.
    pub images: Vec<(String, PathBuf)>,
    /// Names of the cluster's own under which NPUs are requested.
    pub npu_resources: Vec<String>,
    /// Rules that nothing may suppress.
    pub locked: Vec<Selector>,
}

/// Findings that are accepted: those for which everything holds that is set.
#[derive(Clone, Debug)]
pub struct Accept {
    /// Codes, names, families or groups of rules.
    pub rules: Vec<String>,
    /// A glob of files, as in a `.gitignore`, relative to the working directory.
    pub path: Option<String>,
    /// The kind of a unit.
    pub kind: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The name of a container in it.
    pub container: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which they are, as YYYY-MM-DD.
    pub expires: Option<String>,
    /// Where this stands.
    pub place: (Arc<Source>, Span),
}

/// The configuration for a run over `paths`: `named` if there is one, else the nearest.
pub fn read(named: Option<&Path>, paths: &[PathBuf]) -> (Config, Vec<Error>) {
    let Some(path) = named.map(Path::to_owned).or_else(|| find(paths.first()?)) else {
        return (Config::default(), Vec::new());
    };
    let (mut config, errors) = match discover::source(&path) {
        Ok(source) => Config::parse(&source, path.parent().unwrap_or(Path::new(""))),
        Err(error) => (Config::default(), vec![error]),
    };
    config.file = Some(path);
    (config, errors)
}

/// The nearest configuration upwards from `start`, within its repository. Its path is relative if it
/// is below the working directory.
fn find(start: &Path) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    // `-` is standard input.
    let start = if start == Path::new("-") { here.clone() } else { here.join(start) };
    let start = fs::canonicalize(&start).unwrap_or(start);
    for folder in start.ancestors() {
        let found = NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
        if let Some(found) = found {
            return Some(found.strip_prefix(&here).map(Path::to_owned).unwrap_or(found));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

impl Config {
    /// Reads a configuration whose paths are relative to `folder`.
    pub fn parse(source: &Arc<Source>, folder: &Path) -> (Self, Vec<Error>) {
        let locate = |problem| Error::located(source, problem);
        let parsed = yaml::parse(source);
        let mut errors: Vec<_> = parsed.problems.into_iter().map(locate).collect();
        let Some(tree) = parsed.trees.first() else { return (Self::default(), errors) };
        let second = parsed.trees.get(1).map(|tree| Problem::new(tree.root().span(), SECOND));
        errors.extend(second.map(locate));
        let invalid = validate(tree);
        let mut reader = Reader { root: tree.root(), folder, invalid };
        let config = reader.config();
        errors.extend(reader.invalid.into_iter().map(|invalid| locate(invalid.problem)));
        (config, errors)
    }
}

/// Reads what is valid.
struct Reader<'a> {
    root: Node<'a>,
    folder: &'a Path,
    invalid: Vec<Invalid>,
}

impl<'a> Reader<'a> {
    fn config(&mut self) -> Config {
        Config {
            file: None,
            profile: self.value("profile"),
            select: self.selectors("select"),
            ignore: self.selectors("ignore"),
            format: self.outputs(),
            fail_on: self.value("fail-on"),
            min_grade: self.value("min-grade"),
            lang: self.value("lang"),
            target_kubernetes: self.version(),
            rules: self.paths("rules"),
            helm_values: self.paths("helm-values"),
            exclude: self.excluded(),
            suppress: self.accepted(),
            schemas: self.paths("schemas"),
            registries: self.strings("registries"),
            images: self.images(),
            npu_resources: self.strings("npu-resources"),
            locked: self.selectors("locked"),
        }
    }

    fn value<T: ValueEnum>(&self, key: &str) -> Option<T> {
        T::from_str(self.root.get(key).text()?, false).ok()
    }

    fn texts(&self, key: &str) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        let items = self.root.get(key).items().filter(|item| item.is_text());
        items.filter_map(|item| item.text().zip(Some(item)))
    }

    fn strings(&self, key: &str) -> Vec<String> {
        self.texts(key).map(|(text, _)| text.to_owned()).collect()
    }

    fn selectors(&self, key: &str) -> Vec<Selector> {
        let selector = |(text, node): (&str, Node)| Selector {
            text: text.to_owned(),
            file: node.source().name().to_owned(),
            place: Some((Arc::clone(node.source()), node.span())),
        };
        self.texts(key).map(selector).collect()
    }

    fn paths(&self, key: &str) -> Vec<PathBuf> {
        self.texts(key).map(|(path, _)| self.folder.join(path)).collect()
    }

    fn images(&self) -> Vec<(String, PathBuf)> {
        let entries = self.root.get("images").entries().filter(|(_, path)| path.is_text());
        let named = entries.filter_map(|(name, path)| name.text().zip(path.text()));
        named.map(|(name, path)| (name.to_owned(), self.folder.join(path))).collect()
    }

    fn excluded(&self) -> Vec<String> {
        let globs = self.texts("exclude").map(|(glob, _)| glob);
        let valid = globs.filter(|glob| discover::bad_glob(glob).is_none());
        valid.map(|glob| self.glob(glob)).collect()
    }

    fn outputs(&self) -> Vec<Output> {
        let output = |(text, _)| {
            let output = Output::from_str(text).ok()?;
            let file = output.file.map(|file| self.folder.join(file));
            Some(Output { file, ..output })
        };
        self.texts("format").filter_map(output).collect()
    }

    /// From the text as it is written: as a number, 1.30 would be 1.3.
    fn version(&mut self) -> Option<KubernetesVersion> {
        let node = self.root.get("target-kubernetes");
        let text = node.text()?;
        let version = KubernetesVersion::from_str(text).ok();
        if version.is_none() {
            let message = BAD_VERSION.with([("value", &text)]);
            let problem = Problem::new(node.span(), message);
            self.invalid.push(Invalid { pointer: String::new(), problem });
        }
        version
    }

    /// An entry with anything wrong in it accepts nothing: it might accept more than is meant.
    fn accepted(&self) -> Vec<Accept> {
        let is_valid = |index: usize| {
            let entry = format!("/suppress/{index}");
            !self.invalid.iter().any(|invalid| {
                let rest = invalid.pointer.strip_prefix(&entry);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        let entries = self.root.get("suppress").items().enumerate();
        entries.filter(|(index, _)| is_valid(*index)).map(|(_, entry)| self.accept(entry)).collect()
    }

    fn accept(&self, entry: Node) -> Accept {
        let text = |key| entry.get(key).text().map(str::to_owned);
        let rules = entry.get("rules");
        Accept {
            rules: rules.items().filter_map(Node::text).map(str::to_owned).collect(),
            path: entry.get("path").text().map(|glob| self.glob(glob)),
            kind: text("kind"),
            namespace: text("namespace"),
            name: text("name"),
            container: text("container"),
            reason: text("reason").unwrap_or_default(),
            expires: text("expires"),
            place: (Arc::clone(entry.source()), rules.span()),
        }
    }

    fn glob(&self, glob: &str) -> String {
        let here = env::current_dir().unwrap_or_default();
        let folder = here.join(self.folder);
        let folder = fs::canonicalize(&folder).unwrap_or(folder);
        rebased(glob, &folder, &here)
    }
}

/// A glob that is written for `folder`, as it must be for paths that are relative to `here`.
fn rebased(glob: &str, folder: &Path, here: &Path) -> String {
    // As in a .gitignore: without a slash it holds at any depth.
    let anchored = glob.trim_end_matches('/').contains('/') && !glob.starts_with("**/");
    if !anchored {
        return glob.to_owned();
    }
    let rest = glob.trim_start_matches('/');
    if let Ok(below) = folder.strip_prefix(here) {
        let prefix = below.to_string_lossy().replace('\\', "/");
        return format!("/{prefix}/{rest}").replace("//", "/");
    }
    // Seen from further down, the glob has to lose the way that leads here.
    let way = here.strip_prefix(folder).unwrap_or(Path::new("")).to_string_lossy();
    let way = format!("{}/", way.replace('\\', "/"));
    rest.strip_prefix(&way).map_or_else(|| glob.to_owned(), |rest| format!("/{rest}"))
}

#[cfg(test)]
mod tests;
