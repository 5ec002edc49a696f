//! All that a run holds and was told, for checks that look beyond their own subject.

mod files;

use std::ops::Deref;
use std::ptr;
use std::sync::OnceLock;

use crate::Options;
use crate::compose::Project;
use crate::config::KubernetesVersion;
use crate::dockerfile::Dockerfile;
use crate::k8s::{Container, Image, Object, Objects, Pod};
use crate::schema::{Catalog, Fault, Schemas};
use crate::yaml::Node;

pub(crate) use files::Files;

/// All that a run holds and was told.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a Options,
    pub(crate) objects: Objects<'a>,
    pub(crate) files: Files<'a>,
    catalog: OnceLock<Catalog>,
    /// The schemas of custom resources that the run itself defines.
    schemas: OnceLock<Schemas>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(options: &'a Options, objects: Objects<'a>, files: Files<'a>) -> Self {
        Self { options, objects, files, catalog: OnceLock::new(), schemas: OnceLock::new() }
    }

    /// What Kubernetes is made of in the version that the manifests are for.
    pub(crate) fn catalog(&self) -> &Catalog {
        self.catalog.get_or_init(|| Catalog::new(self.minor()))
    }

    /// Where a custom resource is not as its schema says; nothing if there is none, neither in the
    /// run nor among those that were named for it.
    pub(crate) fn custom_faults(&'a self, object: Object<'a>) -> Option<Vec<Fault<'a>>> {
        let own = self.schemas.get_or_init(|| {
            let mut schemas = Schemas::default();
            for definition in self.objects.of_kind("CustomResourceDefinition") {
                schemas.add_definition(definition, &definition.root.to_json());
            }
            schemas
        });
        own.faults(&object).or_else(|| self.options.schemas.faults(&object))
    }

    /// Whether a rule is among those that are run.
    pub(crate) fn has_rule(&self, code: &str) -> bool {
        self.options.rules.iter().any(|rule| rule.code == code)
    }

    /// The minor version of Kubernetes that the manifests are for: of 1.31, 31.
    pub(crate) fn minor(&self) -> u32 {
        self.options.target_kubernetes.unwrap_or(KubernetesVersion::NEWEST).minor
    }

    /// The pods, and templates of pods, that an object selects: see [`Selector::of_pods`].
    ///
    /// [`Selector::of_pods`]: crate::k8s::Selector::of_pods
    pub(crate) fn pods_selected_by(&'a self, object: Object<'a>) -> impl Iterator<Item = Pod<'a>> {
        let selected = self.objects.pods_selected_by(object);
        selected.map(|of| Pod { object: of.object, template: of.node, run: self })
    }
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
        let projects = run.files.composes.iter().map(|file| Project { file, run });
        let built = projects.flat_map(|project| project.services()).filter(|service| {
            let both = service.stage().zip(self.dockerfile.final_stage());
            both.is_some_and(|(stage, own)| ptr::eq(stage, own))
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
