//! All that a run holds and was told, for checks that look beyond their own subject.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::{Component, Path, PathBuf};
use std::ptr;
use std::sync::OnceLock;

use crate::Options;
use crate::compose::{ComposeFile, Project};
use crate::config::KubernetesVersion;
use crate::dockerfile::Dockerfile;
use crate::document::Document;
use crate::k8s::{Container, Image, Object, Objects, Pod, Selector};
use crate::schema::Catalog;
use crate::yaml::Node;

/// All that a run holds and was told.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a Options,
    pub(crate) objects: Objects<'a>,
    composes: Vec<&'a ComposeFile>,
    /// By path.
    dockerfiles: HashMap<PathBuf, &'a Dockerfile>,
    catalog: OnceLock<Catalog>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        options: &'a Options,
        objects: Objects<'a>,
        documents: &[&'a Document],
    ) -> Self {
        let (composes, dockerfiles, catalog) = Default::default();
        let mut run = Self { options, objects, composes, dockerfiles, catalog };
        for document in documents {
            match document {
                Document::Compose(file) => run.composes.push(file),
                Document::Dockerfile(file) => {
                    run.dockerfiles.insert(lexical(Path::new(file.source().name())), file);
                }
                Document::Objects(_) => {}
            }
        }
        run
    }

    /// The Dockerfile at a path.
    pub(crate) fn dockerfile(&self, path: &Path) -> Option<&'a Dockerfile> {
        self.dockerfiles.get(&lexical(path)).copied()
    }

    /// What Kubernetes is made of in the version that the manifests are for.
    pub(crate) fn catalog(&self) -> &Catalog {
        self.catalog.get_or_init(|| Catalog::new(self.minor()))
    }

    /// Whether a rule is among those that are run.
    pub(crate) fn has_rule(&self, code: &str) -> bool {
        self.options.rules.iter().any(|rule| rule.code == code)
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

impl<'a> Build<'a> {
    /// The containers of the run that start this image, as far as Compose files tell what it is
    /// called.
    pub(crate) fn containers(&self) -> Vec<Container<'a>> {
        let run = self.run;
        let projects = run.composes.iter().map(|file| Project { file, run });
        let built = projects.flat_map(|project| project.services()).filter(|service| {
            let stage = service.stage().filter(|_| service.get("build").exists());
            stage.zip(self.dockerfile.final_stage()).is_some_and(|(a, b)| ptr::eq(a, b))
        });
        let name = |node: Node<'a>| node.text().map(|image| Image::new(image).repository);
        let names: Vec<_> = built.filter_map(|service| name(service.get("image"))).collect();
        let templates = run.objects.templates().filter(|_| !names.is_empty());
        let pods = templates.map(|of| Pod { object: of.object, template: of.node, run });
        let is_own = |container: &Container<'a>| {
            name(container.image_node()).is_some_and(|name| names.contains(&name))
        };
        pods.flat_map(|pod| pod.containers()).filter(is_own).collect()
    }
}

impl Deref for Build<'_> {
    type Target = Dockerfile;

    fn deref(&self) -> &Dockerfile {
        self.dockerfile
    }
}
