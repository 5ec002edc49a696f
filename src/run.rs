//! All that a run holds and was told, for checks that look beyond their own subject.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::Options;
use crate::config::KubernetesVersion;
use crate::dockerfile::Dockerfile;
use crate::k8s::{Object, Objects, Pod, Selector};
use crate::schema::Catalog;

/// All that a run holds and was told.
pub(crate) struct Run<'a> {
    pub(crate) options: &'a Options,
    pub(crate) objects: Objects<'a>,
    catalog: OnceLock<Catalog>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(options: &'a Options, objects: Objects<'a>) -> Self {
        Self { options, objects, catalog: OnceLock::new() }
    }

    /// What Kubernetes is made of in the version that the manifests are for.
    pub(crate) fn catalog(&self) -> &Catalog {
        self.catalog.get_or_init(|| Catalog::new(self.minor()))
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
