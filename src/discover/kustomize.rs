//! Kustomizations: the files that they name as parts of objects, to be merged into whole ones.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
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

/// What the Kustomizations of a run are about.
#[derive(Default)]
pub(super) struct Kustomizations {
    /// The numbers of files that are parts of objects.
    parts: HashSet<usize>,
}

impl Kustomizations {
    /// Takes a file in, if it is one.
    pub(super) fn read(&mut self, input: &Input, source: &Arc<Source>, inputs: &Inputs) {
        let Some(paths) = paths(source) else { return };
        let Ok(real) = fs::canonicalize(&input.path) else { return };
        let folder = real.parent().unwrap_or(Path::new("/"));
        self.parts.extend(paths.iter().filter_map(|path| inputs.at(&folder.join(path))));
    }

    /// Whether an input is part of an object, which says nothing about the whole.
    pub(super) fn has_part(&self, number: usize) -> bool {
        self.parts.contains(&number)
    }
}

/// The files that a Kustomization names as parts; nothing if this is none.
fn paths(source: &Arc<Source>) -> Option<Vec<String>> {
    let is_named = NAMES.contains(&source.name().rsplit('/').next().unwrap_or_default());
    let text = source.text().as_bytes();
    if !is_named && memchr::memmem::find(text, GROUP.as_bytes()).is_none() {
        return None;
    }
    let trees = yaml::parse(source).trees;
    let roots = trees.iter().map(yaml::Tree::root);
    let mut kustomizations =
        roots.filter(|root| is_kustomization(*root, is_named)).map(parts).peekable();
    kustomizations.peek()?;
    Some(kustomizations.flatten().collect())
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

fn parts(root: Node) -> Vec<String> {
    let listed = LISTS.iter().flat_map(|key| root.get(key).items());
    let mapped = LISTS_WITH_PATHS.iter().flat_map(|key| root.get(key).items());
    let paths = listed.chain(mapped.map(|entry| entry.get("path"))).filter_map(Node::text);
    // What stands there inline has more lines than one.
    paths.filter(|path| !path.contains('\n')).map(str::to_owned).collect()
}
