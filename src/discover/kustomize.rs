//! Kustomizations: the files that they name as parts of objects, to be merged into whole ones, those to
//! whose objects they add, and those whose images they rename.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::walk::{Input, Inputs};
use crate::source::Source;
use crate::yaml::{self, Node};

const GROUP: &str = "kustomize.config.k8s.io";
/// The names under which Kustomize looks for its file, in which `apiVersion` may then be missing.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// Lists of paths.
const LISTS: [&str; 3] = ["patchesStrategicMerge", "configurations", "transformers"];
/// Lists of mappings with a `path`, unless they have what would be there inline.
const LISTS_WITH_PATHS: [&str; 3] = ["patches", "patchesJson6902", "replacements"];

/// Lists of paths of what a Kustomization is made from: files, and folders with Kustomizations.
const RESOURCES: [&str; 2] = ["resources", "bases"];
/// What adds fields to resources.
const ADDITIONS: [&str; 9] = [
    "commonLabels",
    "components",
    "configurations",
    "labels",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "transformers",
];

/// What the Kustomizations of a run are about.
#[derive(Default)]
pub(super) struct Kustomizations {
    /// The numbers of files that are parts of objects.
    parts: HashSet<usize>,
    all: Vec<Kustomization>,
}

struct Kustomization {
    /// Its folder, by its real path.
    folder: PathBuf,
    resources: Vec<String>,
    /// Whether it adds fields to them.
    adds: bool,
    /// What it calls images.
    renames: Vec<Rename>,
}

/// Another name for an image.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The repository as it is written.
    pub name: String,
    /// The one that takes its place.
    pub new_name: String,
}

impl Kustomizations {
    /// Takes a file in, if it is one.
    pub(super) fn read(&mut self, input: &Input, source: &Arc<Source>, inputs: &Inputs) {
        let is_named = NAMES.contains(&source.name().rsplit('/').next().unwrap_or_default());
        let text = source.text().as_bytes();
        if !is_named && memchr::memmem::find(text, GROUP.as_bytes()).is_none() {
            return;
        }
        let Ok(real) = fs::canonicalize(&input.path) else { return };
        let folder = real.parent().unwrap_or(Path::new("/"));
        for tree in yaml::parse(source).trees {
            let root = tree.root();
            if is_kustomization(root, is_named) {
                let parts = parts(root).into_iter().map(|path| folder.join(path));
                self.parts.extend(parts.filter_map(|path| inputs.at(&path)));
                let resources = RESOURCES.iter().flat_map(|key| root.get(key).items());
                self.all.push(Kustomization {
                    folder: folder.to_owned(),
                    resources: resources.filter_map(Node::text).map(str::to_owned).collect(),
                    adds: ADDITIONS.iter().any(|key| root.get(key).exists()),
                    renames: root.get("images").items().filter_map(rename).collect(),
                });
            }
        }
    }

    /// Whether an input is part of an object, which says nothing about the whole.
    pub(super) fn has_part(&self, number: usize) -> bool {
        self.parts.contains(&number)
    }

    /// The numbers of inputs to whose objects fields are added, by a Kustomization or by one that has
    /// it as a base.
    pub(super) fn unfinished(&self, inputs: &Inputs) -> HashSet<usize> {
        self.made_from(self.all.iter().filter(|of| of.adds), inputs)
    }

    /// What Kustomizations call the images in inputs, by their numbers.
    pub(super) fn renames(&self, inputs: &Inputs) -> HashMap<usize, Vec<Rename>> {
        let mut renames: HashMap<_, Vec<_>> = HashMap::new();
        for of in self.all.iter().filter(|of| !of.renames.is_empty()) {
            for number in self.made_from([of], inputs) {
                renames.entry(number).or_default().extend_from_slice(&of.renames);
            }
        }
        renames
    }

    /// The numbers of the inputs that Kustomizations, and their bases, are made from.
    fn made_from<'a>(
        &'a self,
        of: impl IntoIterator<Item = &'a Kustomization>,
        inputs: &Inputs,
    ) -> HashSet<usize> {
        let paths = |of: &Kustomization| -> Vec<PathBuf> {
            of.resources.iter().map(|path| of.folder.join(path)).collect()
        };
        let mut open: Vec<PathBuf> = of.into_iter().flat_map(paths).collect();
        let (mut files, mut folders) = (HashSet::new(), HashSet::new());
        while let Some(path) = open.pop() {
            if let Some(number) = inputs.at(&path) {
                files.insert(number);
            } else if let Ok(folder) = fs::canonicalize(&path)
                && folders.insert(folder.clone())
            {
                open.extend(self.all.iter().filter(|of| of.folder == folder).flat_map(paths));
            }
        }
        files
    }
}

/// Flux has a `Kustomization` too, which is another one.
fn is_kustomization(root: Node, is_named: bool) -> bool {
    let version = root.get("apiVersion").text().and_then(|version| version.split('/').next());
    let kind = root.get("kind").text();
    match (version, kind) {
        (Some(group), Some("Kustomization" | "Component")) => group == GROUP,
        (None, None | Some("Kustomization" | "Component")) => is_named,
        _ => false,
    }
}

fn rename(image: Node) -> Option<Rename> {
    let (name, new_name) = (image.get("name").text()?, image.get("newName").text()?);
    Some(Rename { name: name.to_owned(), new_name: new_name.to_owned() })
}

fn parts(root: Node) -> Vec<String> {
    let listed = LISTS.iter().flat_map(|key| root.get(key).items());
    let mapped = LISTS_WITH_PATHS.iter().flat_map(|key| root.get(key).items());
    let paths = listed.chain(mapped.map(|entry| entry.get("path"))).filter_map(Node::text);
    // What stands there inline has more lines than one.
    paths.filter(|path| !path.contains('\n')).map(str::to_owned).collect()
}
