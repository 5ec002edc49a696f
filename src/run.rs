//! All that a run holds and was told, for checks that look beyond their own subject.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::{Component, Path, PathBuf};

use crate::Options;
use crate::config::KubernetesVersion;
use crate::dockerfile::Dockerfile;
use crate::k8s::{Object, Objects, Pod, Selector};

/// All that a run holds and was told.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a Options,
    pub(crate) objects: Objects<'a>,
    /// By path.
    dockerfiles: HashMap<PathBuf, &'a Dockerfile>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        options: &'a Options,
        objects: Objects<'a>,
        dockerfiles: impl Iterator<Item = &'a Dockerfile>,
    ) -> Self {
        let path = |file: &Dockerfile| lexical(Path::new(file.source().name()));
        let dockerfiles = dockerfiles.map(|file| (path(file), file)).collect();
        Self { options, objects, dockerfiles }
    }

    /// The Dockerfile at a path.
    pub(crate) fn dockerfile(&self, path: &Path) -> Option<&'a Dockerfile> {
        self.dockerfiles.get(&lexical(path)).copied()
    }

    /// The minor version of Kubernetes that the manifests are for: of 1.31, 31.
    pub(crate) fn minor(&self) -> u32 {
        self.options.target_kubernetes.unwrap_or(KubernetesVersion::NEWEST).minor
    }

    /// The pods, and templates of pods, that an object selects in its own namespace: see
    /// [`Selector::of_pods`].
    pub(crate) fn pods_selected_by(&'a self, object: Object<'a>) -> impl Iterator<Item = Pod<'a>> {
        let selector = Selector::of_pods(object).into_iter();
        selector.flat_map(move |selector| {
            let selected = self.objects.pods_selected_by(selector, object.namespace());
            selected.map(move |of| Pod { object: of.object, template: of.node, run: self })
        })
    }
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

/// A Dockerfile together with the run that it is in: what checks of images look at.
#[derive(Clone, Copy)]
pub(crate) struct Build<'a> {
    pub(crate) dockerfile: &'a Dockerfile,
    pub(crate) run: &'a Run<'a>,
}

impl Deref for Build<'_> {
    type Target = Dockerfile;

    fn deref(&self) -> &Dockerfile {
        self.dockerfile
    }
}
