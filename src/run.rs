//! All that a run holds and was told, for checks that look beyond their own subject.

mod built;
mod files;

use std::collections::HashMap;
use std::ops::Deref;
use std::ptr;
use std::sync::OnceLock;

use crate::Options;
use crate::config::KubernetesVersion;
use crate::dockerfile::{Dockerfile, Stage};
use crate::k8s::{Container, Image, Object, Objects, Pod};
use crate::node::KnownNode;
use crate::schema::{Catalog, Fault, Schemas};
use crate::yaml::Node;

pub(crate) use built::Built;
use built::Images;
pub(crate) use files::Files;

/// All that a run holds and was told.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a Options,
    pub(crate) objects: Objects<'a>,
    pub(crate) files: Files<'a>,
    /// The nodes that pods may run on: those that were named for the run, and those in it.
    pub(crate) nodes: Vec<KnownNode>,
    catalog: OnceLock<Catalog>,
    /// The schemas of custom resources that the run itself defines.
    schemas: OnceLock<Schemas>,
    images: OnceLock<Images<'a>>,
    /// The containers of images that the run builds, by the address of the stage.
    containers: OnceLock<HashMap<usize, Vec<Container<'a>>>>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(options: &'a Options, objects: Objects<'a>, files: Files<'a>) -> Self {
        let (catalog, schemas, images, containers) = Default::default();
        let own = files.nodes.iter().map(|file| KnownNode::of_file(file));
        let nodes = options.nodes.iter().cloned().chain(own).collect();
        Self { options, objects, files, nodes, catalog, schemas, images, containers }
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

    /// Whether the cluster gives pods users of their own, as `OpenShift` does.
    pub(crate) fn gives_users(&self) -> bool {
        let kinds = ["DeploymentConfig", "ImageStream", "Route", "SecurityContextConstraints"];
        let mut objects = kinds.into_iter().flat_map(|kind| self.objects.of_kind(kind));
        objects.any(|object| object.group().ends_with("openshift.io"))
    }

    /// The stage of a Dockerfile of the run that the image of this name is.
    pub(crate) fn built(&'a self, name: Node<'a>) -> Option<Built<'a>> {
        let images = self.images.get_or_init(|| Images::new(self));
        let image = Image::new(name.text()?);
        let renamed = self.files.renamed(name.source().name(), image.repository);
        let others = renamed.map(|repository| Image { repository, ..image });
        // Several overlays may each give it another name.
        built::only(std::iter::once(image).chain(others).filter_map(|image| images.find(&image)))
    }

    /// The containers that start a stage.
    fn containers_of(&'a self, stage: &Stage) -> &'a [Container<'a>] {
        let containers = self.containers.get_or_init(|| {
            let templates = self.objects.templates();
            let pods = templates.map(|of| Pod::new(of.object, of.node, self));
            let mut all: HashMap<_, Vec<_>> = HashMap::new();
            for container in pods.flat_map(|pod| pod.containers()) {
                if let Some(built) = container.built() {
                    all.entry(ptr::from_ref(built.stage).addr()).or_default().push(container);
                }
            }
            all
        });
        containers.get(&ptr::from_ref(stage).addr()).map_or(&[], Vec::as_slice)
    }

    /// The pods, and templates of pods, that an object selects: see [`Selector::of_pods`].
    ///
    /// [`Selector::of_pods`]: crate::k8s::Selector::of_pods
    pub(crate) fn pods_selected_by(&'a self, object: Object<'a>) -> impl Iterator<Item = Pod<'a>> {
        let selected = self.objects.pods_selected_by(object);
        selected.map(|of| Pod::new(of.object, of.node, self))
    }
}

/// A Dockerfile together with the run that it is in: what checks of images look at.
#[derive(Clone, Copy)]
pub(crate) struct Build<'a> {
    pub(crate) dockerfile: &'a Dockerfile,
    pub(crate) run: &'a Run<'a>,
}

impl<'a> Build<'a> {
    /// The containers of the run that start this image, as far as it is known what it is called.
    pub(crate) fn containers(&self) -> &'a [Container<'a>] {
        self.dockerfile.final_stage().map_or(&[], |stage| self.run.containers_of(stage))
    }
}

impl Deref for Build<'_> {
    type Target = Dockerfile;

    fn deref(&self) -> &Dockerfile {
        self.dockerfile
    }
}
