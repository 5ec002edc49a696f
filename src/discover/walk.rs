//! What there is to read: the files, charts and standard input that paths lead to, each once.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, MAIN_SEPARATOR_STR, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Options, read};
use crate::document::Format;
use crate::error::Error;
use crate::helm::Chart;
use crate::lang::{Message, Text};

const BAD_GLOB: Text = Text {
    en: "invalid glob \"{glob}\": {reason}",
    zh: "无效的通配模式 \"{glob}\"：{reason}",
};

/// A folder with other people's work, or with what a build leaves behind. Hidden folders (`.git`,
/// `.terraform`, `.venv`) are skipped anyway. `dist` is not here: release manifests are made there.
struct Vendored {
    folder: &'static str,
    /// Only next to one of these files; anywhere if there are none.
    beside: &'static [&'static str],
}

const VENDORED: &[Vendored] = &[
    // npm, and Bower before it
    Vendored { folder: "node_modules", beside: &[] },
    Vendored { folder: "bower_components", beside: &[] },
    // Go, PHP, Ruby, jsonnet-bundler
    Vendored { folder: "vendor", beside: &[] },
    Vendored { folder: "third_party", beside: &[] },
    // Python
    Vendored { folder: "site-packages", beside: &[] },
    Vendored { folder: "__pycache__", beside: &[] },
    // Cargo and Maven; elsewhere a target may well be where something is deployed
    Vendored { folder: "target", beside: &["Cargo.toml", "pom.xml"] },
];

/// What paths lead to.
#[derive(Default)]
pub(super) struct Inputs {
    /// The number of standard input, if it is to be read.
    pub(super) stdin: Option<usize>,
    pub(super) files: Vec<Input>,
    pub(super) charts: Vec<(usize, Arc<Chart>)>,
    /// Of each path, what it leads to.
    pub(super) leads: Vec<Lead>,
    /// What cannot be reached.
    pub(super) unreachable: Vec<Error>,
    /// Globs that are none.
    pub(super) bad_globs: Vec<Error>,
    /// All inputs by their real paths, with their numbers.
    seen: HashMap<PathBuf, usize>,
}

/// What a path of the user's leads to.
#[derive(Default)]
pub(super) struct Lead {
    /// The numbers of inputs, those that an earlier path led to as well included.
    pub(super) inputs: Vec<usize>,
    /// Whether some of it cannot be reached, which is said already.
    pub(super) is_unreachable: bool,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) number: usize,
    pub(super) path: PathBuf,
    /// The name that reports give it.
    pub(super) name: String,
    /// Whether the user named it: then it is read whatever it is.
    pub(super) named: bool,
}

/// Follows all paths.
pub(super) fn collect(paths: &[PathBuf], options: &Options) -> Inputs {
    let mut inputs = Inputs::default();
    let excluded = inputs.globs(&options.exclude);
    let config = options.config.as_ref().and_then(|path| fs::canonicalize(path).ok());
    // With a number but not among the files, it is taken for one that was met already.
    inputs.seen.extend(config.map(|path| (path, 0)));
    for path in paths {
        inputs.leads.push(Lead::default());
        if path.as_os_str() == "-" {
            let (number, _) = inputs.number(path.clone());
            inputs.stdin = Some(number);
            continue;
        }
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => inputs.walk(path, &excluded),
            Ok(_) => inputs.named(path),
            Err(error) => inputs.unreachable(read::unreadable(&shown(path), &error)),
        }
    }
    inputs
}

impl Inputs {
    /// The number of the input with this real path, and whether it is a new one. The current path
    /// leads to it.
    fn number(&mut self, real: PathBuf) -> (usize, bool) {
        let next = self.seen.len();
        let number = *self.seen.entry(real).or_insert(next);
        self.lead().inputs.push(number);
        (number, number == next)
    }

    /// The number of the input at a path.
    pub(super) fn at(&self, path: &Path) -> Option<usize> {
        self.seen.get(&fs::canonicalize(path).ok()?).copied()
    }

    fn unreachable(&mut self, error: Error) {
        self.lead().is_unreachable = true;
        self.unreachable.push(error);
    }

    fn lead(&mut self) -> &mut Lead {
        self.leads.last_mut().expect("internal: a path is being followed")
    }

    /// Globs as in a `.gitignore`.
    fn globs(&mut self, globs: &[String]) -> Gitignore {
        let mut builder = GitignoreBuilder::new("");
        for glob in globs {
            match bad_glob(glob) {
                Some(message) => self.bad_globs.push(Error::new("--exclude", message)),
                None => {
                    builder.add_line(None, glob).expect("internal: a glob that is one");
                }
            }
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }

    /// Takes a file that the user named.
    fn named(&mut self, path: &Path) {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let base = if path.is_absolute() { None } else { std::env::current_dir().ok() };
        let base = base.and_then(|base| fs::canonicalize(base).ok());
        // A pipe, such as `/dev/fd/63`, has no path of its own.
        let name = if path.is_symlink() && real.is_file() {
            shown(base.and_then(|base| real.strip_prefix(base).ok()).unwrap_or(&real))
        } else {
            shown(path)
        };
        if let (number, true) = self.number(real) {
            self.files.push(Input { number, path: path.to_owned(), name, named: true });
        }
    }

    /// Takes what is in a folder and is, by its name, one of ours.
    fn walk(&mut self, root: &Path, excluded: &Gitignore) {
        let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let mut walk = WalkBuilder::new(root);
        // What is judged depends on the tree alone, not on whose machine it lies.
        walk.require_git(false).ignore(false).git_global(false).git_exclude(false);
        let (base, excluded) = (root.to_owned(), excluded.clone());
        walk.filter_entry(move |entry| {
            let path = entry.path();
            let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
            let within = path.strip_prefix(&base).unwrap_or(path);
            let matched = |path: &Path| excluded.matched(path, is_dir);
            let is_excluded = matched(within).or(matched(Path::new(&shown(path)))).is_ignore();
            let is_vendored = is_dir && is_vendored(path);
            !is_excluded && !is_vendored
        });
        walk.sort_by_file_name(Ord::cmp);
        let mut chart: Option<PathBuf> = None;
        for entry in walk.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreachable(unreachable(root, &error));
                    continue;
                }
            };
            let path = entry.path();
            if chart.as_ref().is_some_and(|chart| path.starts_with(chart)) {
                continue;
            }
            let Some(kind) = entry.file_type() else { continue };
            if kind.is_dir() || entry.depth() == 0 {
                if path.join("Chart.yaml").is_file() {
                    self.chart(path);
                    chart = Some(path.to_owned());
                }
            } else if kind.is_symlink() {
                self.link(path, root, &real_root);
            } else if kind.is_file() && Format::of_name(&shown(path)).is_some() {
                let within = path.strip_prefix(root).unwrap_or(path);
                self.walked(path, &real_root.join(within));
            }
        }
    }

    fn chart(&mut self, dir: &Path) {
        let real = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
        if let (number, true) = self.number(real) {
            self.charts.push((number, Arc::new(Chart::read(dir))));
        }
    }

    /// Takes the file that a link leads to, unless that is outside of the tree.
    fn link(&mut self, link: &Path, root: &Path, real_root: &Path) {
        let Ok(real) = fs::canonicalize(link) else { return };
        let Ok(within) = real.strip_prefix(real_root) else { return };
        if real.is_file()
            && [link, &real].iter().any(|path| Format::of_name(&shown(path)).is_some())
        {
            self.walked(&root.join(within), &real);
        }
    }

    fn walked(&mut self, path: &Path, real: &Path) {
        if let (number, true) = self.number(real.to_owned()) {
            let (path, name) = (path.to_owned(), shown(path));
            self.files.push(Input { number, path, name, named: false });
        }
    }
}

/// Why a glob, as in a `.gitignore`, is none.
pub(crate) fn bad_glob(glob: &str) -> Option<Message> {
    let reason = match GitignoreBuilder::new("").add_line(None, glob).err() {
        Some(ignore::Error::Glob { err, .. }) => err,
        Some(other) => other.to_string(),
        // Taken as the bracket itself, which nobody means.
        None if is_unclosed(glob) => "unclosed character class; missing ']'".to_owned(),
        None => return None,
    };
    Some(BAD_GLOB.with([("glob", &glob), ("reason", &reason)]))
}

/// Whether a class such as `[a-z]` is never closed. Its first character may be the bracket itself.
fn is_unclosed(glob: &str) -> bool {
    let mut chars = glob.chars();
    while let Some(next) = chars.next() {
        if next == '\\' {
            chars.next();
        } else if next == '[' {
            let class = chars.as_str();
            let class = class.strip_prefix(['!', '^']).unwrap_or(class);
            let Some(end) = class.char_indices().skip(1).find(|(_, c)| *c == ']') else {
                return true;
            };
            chars = class[end.0 + 1..].chars();
        }
    }
    false
}

/// A path as reports show it: as it was given, with forward slashes, without needless dots.
pub(crate) fn shown(path: &Path) -> String {
    let plain: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    let text = plain.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/");
    if text.is_empty() { ".".to_owned() } else { text }
}

fn is_vendored(path: &Path) -> bool {
    VENDORED.iter().any(|vendored| {
        path.file_name().is_some_and(|name| name == vendored.folder)
            && (vendored.beside.is_empty()
                || vendored.beside.iter().any(|file| path.with_file_name(file).is_file()))
    })
}

/// A folder, or an entry of one, that cannot be read.
fn unreachable(root: &Path, error: &ignore::Error) -> Error {
    let path = path_of(error).unwrap_or(root);
    match error.io_error() {
        Some(reason) => read::unreadable(&shown(path), reason),
        None => read::unreadable(&shown(path), &std::io::Error::other(error.to_string())),
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_refused_if_they_are_none() {
        for (glob, expected, reason) in [
            ("a/[b-d]*", true, "a class"),
            ("[!]a]", true, "of all but a bracket and a letter"),
            ("[!!]", true, "of all but an exclamation mark"),
            ("\\[", true, "the bracket itself"),
            ("[", false, "never closed"),
            ("a[]", false, "a bracket in a class that is never closed"),
            ("{a", false, "an alternative that is never closed"),
        ] {
            assert_eq!(bad_glob(glob).is_none(), expected, "{reason}");
        }
    }

    #[test]
    fn paths_are_shown_as_they_are_given() {
        for (path, expected) in [
            ("./a/b.yaml", "a/b.yaml"),
            ("a//./b.yaml", "a/b.yaml"),
            ("../a/", "../a"),
            ("/a/b", "/a/b"),
            (".", "."),
            ("./", "."),
        ] {
            assert_eq!(shown(Path::new(path)), expected, "{path}");
        }
    }
}
