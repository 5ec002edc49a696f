//! Files of a run by their paths, for checks that look from one to another.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf, absolute};

use crate::compose::ComposeFile;
use crate::discover::Rename;
use crate::dockerfile::Dockerfile;
use crate::document::{Document, File, is_compose_name};
use crate::k8s::Object;

/// Files of a run by their paths.
pub(crate) struct Files<'a> {
    /// In the order of the run.
    pub(super) composes: Vec<&'a ComposeFile>,
    dockerfiles: HashMap<PathBuf, &'a Dockerfile>,
    /// How many files there are in a folder that can only be Compose files.
    beside: HashMap<PathBuf, usize>,
    /// Those to whose objects Kustomize adds fields.
    unfinished: HashSet<&'a str>,
    /// What Kustomize calls images, by the file in which they stand.
    renames: HashMap<&'a str, &'a [Rename]>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(all: &'a [File]) -> Self {
        let (composes, dockerfiles, beside) = Default::default();
        let unfinished = all.iter().filter(|file| file.is_unfinished);
        let unfinished = unfinished.map(|file| file.source.name()).collect();
        let of_files = all.iter().filter(|file| !file.renames.is_empty());
        let renames = of_files.map(|file| (file.source.name(), &*file.renames)).collect();
        let mut files = Self { composes, dockerfiles, beside, unfinished, renames };
        for document in all.iter().flat_map(|file| &file.documents) {
            match document {
                Document::Dockerfile(file) => {
                    files.dockerfiles.insert(lexical(Path::new(file.name())), file);
                }
                Document::Compose(file) => {
                    files.composes.push(file);
                    let name = file.tree.source().name();
                    if is_compose_name(name) {
                        *files.beside.entry(folder_of(Path::new(name))).or_default() += 1;
                    }
                }
                Document::Objects(_) | Document::Node(_) => {}
            }
        }
        files
    }

    /// Whether Kustomize adds fields to an object.
    pub(crate) fn is_unfinished(&self, object: &Object) -> bool {
        self.unfinished.contains(object.root.source().name())
    }

    /// What Kustomize may call an image that stands in a file.
    pub(crate) fn renamed(&self, file: &str, repository: &str) -> impl Iterator<Item = &'a str> {
        let renames = self.renames.get(file).copied().unwrap_or_default().iter();
        renames.filter(move |of| of.name == repository).map(|of| &*of.new_name)
    }

    /// The Dockerfile at a path, or of the name that one in a Compose file has.
    pub(crate) fn dockerfile(&self, path: &Path) -> Option<&'a Dockerfile> {
        self.dockerfiles.get(&lexical(path)).copied()
    }

    /// The Dockerfile at a path, whichever of the two is relative to the working directory.
    pub(super) fn dockerfile_at(&self, path: &Path) -> Option<&'a Dockerfile> {
        let whole = |path: &Path| absolute(path).map(|path| lexical(&path)).ok();
        let wanted = whole(path)?;
        let is_it = |path: &Path| whole(path).is_some_and(|whole| whole == wanted);
        self.dockerfiles.iter().find(|(path, _)| is_it(path)).map(|(_, file)| *file)
    }

    /// How many files that can only be Compose files are in the folder of this one.
    pub(crate) fn compose_files_beside(&self, path: &Path) -> usize {
        self.beside.get(&folder_of(path)).copied().unwrap_or_default()
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(lexical).unwrap_or_default()
}

/// A path without `.` and `..`, as far as that can be told without a disk.
fn lexical(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if whole.file_name().is_some() => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}
