//! The files of a run, and what their documents are.

use std::path::PathBuf;
use std::sync::Arc;

use crate::compose::ComposeFile;
use crate::discover::Rename;
use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::helm::Origins;
use crate::k8s::Object;
use crate::lang::Text;
use crate::node::{Backend, NodeFacts, NodeFile};
use crate::source::{Problem, Source};
use crate::yaml::{self, Node, Tree};

const DUPLICATE: Text = Text {
    en: "key \"{key}\" stands twice in this mapping; the last one counts, and the API server may refuse both",
    zh: "键 \"{key}\" 在此映射中出现了两次；以最后一个为准，API 服务器也可能直接拒绝",
};
const COMPLEX_KEY: Text = Text {
    en: "a mapping key cannot be a list or a mapping",
    zh: "映射的键不能是列表或映射",
};
const NO_API_VERSION: Text = Text {
    en: "this looks like a Kubernetes object, kind \"{kind}\", but has no apiVersion; it is not judged",
    zh: "这看起来是 Kubernetes 对象（kind 为 \"{kind}\"），但缺少 apiVersion；未作检查",
};
const NO_KIND: Text = Text {
    en: "this looks like a Kubernetes object, but has no kind; it is not judged",
    zh: "这看起来是 Kubernetes 对象，但缺少 kind；未作检查",
};
const NO_SERVICES: Text = Text {
    en: "services of a Compose file are a mapping of names to services",
    zh: "Compose 文件的 services 应为“名称: 服务”形式的映射",
};
const NO_SERVICE: Text = Text {
    en: "service \"{name}\" is not a mapping; it is not judged",
    zh: "服务 \"{name}\" 不是映射；未作检查",
};

/// A file that was read.
#[derive(Debug)]
pub struct File {
    /// Its text.
    pub source: Arc<Source>,
    /// Where it is on the disk; nothing for standard input, and for what was rendered.
    pub path: Option<PathBuf>,
    /// The documents that can be judged.
    pub documents: Vec<Document>,
    /// What was broken in it.
    pub errors: Vec<Error>,
    /// The Helm templates that it was rendered from, if it was.
    pub origins: Origins,
    /// Whether Kustomize adds fields to its objects: labels, selectors, or what patches say.
    pub is_unfinished: bool,
    /// What Kustomize calls the images in it.
    pub renames: Vec<Rename>,
}

/// A document that can be judged.
#[derive(Debug)]
pub enum Document {
    /// Kubernetes objects.
    Objects(Tree),
    /// A Compose file.
    Compose(ComposeFile),
    /// A Dockerfile.
    Dockerfile(Dockerfile),
    /// What was measured on a node.
    Node(Box<NodeFile>),
}

/// What a file is by its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A Dockerfile.
    Dockerfile,
    /// YAML or JSON.
    Yaml,
}

/// Endings that make no build file of `Dockerfile.md`, `Dockerfile-lint.py`, `Dockerfile.j2`.
const NO_BUILD_FILES: &[&str] = &[
    // what to leave out of a build
    "dockerignore",
    "containerignore",
    // templates: what they make is a Dockerfile
    "j2",
    "jinja",
    "jinja2",
    "tmpl",
    "tpl",
    "template",
    "templates",
    "erb",
    "ejs",
    "hbs",
    "mustache",
    "gotmpl",
    "m4",
    // what editors and merges leave behind
    "bak",
    "backup",
    "old",
    "orig",
    "rej",
    "save",
    "swp",
    "swo",
    "tmp",
    "diff",
    "patch",
    // writing and pictures about Dockerfiles
    "md",
    "mdx",
    "rst",
    "adoc",
    "txt",
    "html",
    "htm",
    "css",
    "pdf",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "ico",
    "webp",
    // programs about them, and how editors show them
    "vim",
    "el",
    "lua",
    "snippets",
    "sublime-syntax",
    "tmlanguage",
    "tmpreferences",
    "nanorc",
    "plist",
    "g4",
    "go",
    "py",
    "pyc",
    "rb",
    "rs",
    "js",
    "mjs",
    "cjs",
    "jsx",
    "ts",
    "tsx",
    "java",
    "kt",
    "class",
    "cs",
    "c",
    "h",
    "cpp",
    "php",
    "pl",
    "sh",
    "bash",
    "ps1",
    "bat",
    // data about them
    "toml",
    "lock",
    "log",
    "csv",
    "xml",
    "sha256",
    "sig",
    "asc",
    "gz",
    "zip",
];

impl Format {
    /// What a file of this name is; nothing if it is none of ours.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.rsplit('/').next().unwrap_or(name);
        if name == "Kustomization" {
            return Some(Self::Yaml);
        }
        let lower = name.to_ascii_lowercase();
        let (_, extension) = lower.rsplit_once('.').unwrap_or((&lower, ""));
        // A copy that an editor made.
        let is_none = lower.ends_with('~') || NO_BUILD_FILES.contains(&extension);
        // `Dockerfile.dev` and `Dockerfile-dev` are Dockerfiles, `dockerfiles` is something else.
        let is_build_file = ["dockerfile", "containerfile"].iter().any(|word| {
            let rest = lower.strip_prefix(word);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
        });
        match extension {
            "yaml" | "yml" | "json" => Some(Self::Yaml),
            "dockerfile" | "containerfile" => Some(Self::Dockerfile),
            _ if is_build_file && !is_none => Some(Self::Dockerfile),
            _ => None,
        }
    }

    /// What a text without a name is: the first word of a Dockerfile is a known one.
    pub fn of_text(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let first = lines.into_iter().find(|line| !line.is_empty() && !line.starts_with('#'));
        let word = first.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
        if ["FROM", "ARG"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword)) {
            Self::Dockerfile
        } else {
            Self::Yaml
        }
    }
}

impl File {
    /// Parses a text. Nothing that is wrong in it keeps the rest from being judged.
    pub fn parse(source: Arc<Source>, format: Format) -> Self {
        if format == Format::Dockerfile {
            let documents = vec![Document::Dockerfile(Dockerfile::parse(Arc::clone(&source)))];
            let origins = Origins::default();
            let (path, errors, is_unfinished, renames) = Default::default();
            return Self { source, path, documents, errors, origins, is_unfinished, renames };
        }
        let parsed = yaml::parse(&source);
        let mut problems = parsed.problems;
        let is_compose = is_compose_name(source.name());
        let recognise = |tree| Document::recognise(tree, is_compose, &mut problems);
        let mut documents: Vec<_> = parsed.trees.into_iter().filter_map(recognise).collect();
        let inline: Vec<_> = documents.iter().flat_map(Document::inline).collect();
        documents.extend(inline);
        problems.sort_by_key(|problem| problem.span);
        let errors = problems.into_iter().map(|problem| Error::located(&source, problem)).collect();
        let origins = Origins::of(&source);
        let (path, is_unfinished, renames) = Default::default();
        Self { source, path, documents, errors, origins, is_unfinished, renames }
    }

    /// What was measured on nodes, as it stands in the file.
    pub fn nodes(&self) -> impl Iterator<Item = &NodeFacts> {
        self.documents.iter().filter_map(|document| match document {
            Document::Node(file) => Some(&file.facts),
            _ => None,
        })
    }

    /// Whether a node in it was measured on the simulator.
    pub(crate) fn is_simulated(&self) -> bool {
        self.nodes().any(|facts| facts.measurement.backend == Backend::Simulator)
    }

    /// The Dockerfile that it is, if it is one.
    pub(crate) fn dockerfiles_mut(&mut self) -> impl Iterator<Item = &mut Dockerfile> {
        self.documents.iter_mut().filter_map(|document| match document {
            Document::Dockerfile(file) if !file.is_inline() => Some(file),
            _ => None,
        })
    }
}

/// Whether a file can only be a Compose file: `compose.override.yaml`, `docker-compose.dev.yml`.
pub(crate) fn is_compose_name(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    ["compose.", "compose-", "docker-compose.", "docker-compose-"]
        .iter()
        .any(|start| name.starts_with(start))
}

impl Document {
    /// The Dockerfiles that stand in it.
    fn inline(&self) -> Vec<Self> {
        match self {
            Self::Compose(file) => file.dockerfiles().map(Self::Dockerfile).collect(),
            _ => Vec::new(),
        }
    }

    /// What a YAML document is; nothing if it is neither Kubernetes nor Compose. What is wrong with
    /// the one or the other is added to the problems.
    fn recognise(tree: Tree, is_compose: bool, problems: &mut Vec<Problem>) -> Option<Self> {
        let root = tree.root();
        let problem = |node: Node, text: Text, key: &'static str, value: &str| {
            Problem::new(node.span(), text.with([(key, &value)]))
        };
        if NodeFile::is_one(root) {
            let read = NodeFile::read(tree);
            return read.map(Box::new).map(Self::Node).map_err(|found| problems.extend(found)).ok();
        }
        if Object::new(root).is_some() {
            let has_none = || Object::all_in(&tree).is_empty();
            problems.extend(bad_keys(&tree, has_none));
            return Some(Self::Objects(tree));
        }
        if root.get("metadata").is_mapping() {
            let (kind, version) = (root.get("kind"), root.get("apiVersion"));
            if let Some(name) = kind.text() {
                problems.push(problem(kind, NO_API_VERSION, "kind", name));
            } else if version.exists() {
                problems.push(problem(version, NO_KIND, "", ""));
            }
            return None;
        }
        let services = root.get("services");
        let is_service = |service: Node| {
            ["image", "build", "extends"].iter().any(|key| service.get(key).exists())
        };
        let all = || services.entries().map(|(_, service)| service);
        // Other files have `services` too: of a Compose file each is an image, or builds one.
        let is_alike = || {
            all().any(is_service) && all().all(|service| service.is_mapping() || !service.exists())
        };
        if !services.exists() || !(is_compose || is_alike()) {
            return None;
        }
        if !services.is_mapping() {
            problems.push(problem(services, NO_SERVICES, "", ""));
        }
        let broken =
            services.entries().filter(|(_, service)| service.exists() && !service.is_mapping());
        problems.extend(broken.map(|(name, service)| {
            problem(service, NO_SERVICE, "name", name.text().unwrap_or_default())
        }));
        let has_none = || !all().any(|service| service.is_mapping() || !service.exists());
        problems.extend(bad_keys(&tree, has_none));
        Some(Self::Compose(ComposeFile::new(tree)))
    }
}

/// Keys that are no text; and those that stand twice, if there is no unit whose finding they could
/// be.
fn bad_keys(tree: &Tree, has_no_unit: impl FnOnce() -> bool) -> impl Iterator<Item = Problem> {
    let are_lost = tree.duplicates().len() > 0 && has_no_unit();
    let duplicates = tree.duplicates().filter(move |_| are_lost).map(|[_, key]| {
        let name = key.text().unwrap_or_default();
        Problem::new(key.span(), DUPLICATE.with([("key", &name)]))
    });
    duplicates.chain(tree.complex_keys().map(|key| Problem::new(key.span(), COMPLEX_KEY)))
}

#[cfg(test)]
mod tests;
