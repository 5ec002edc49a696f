//! A Compose file together with the run that it is in.

use std::path::Path;

use super::{ComposeFile, Service};
use crate::document::is_compose_name;
use crate::run::Run;
use crate::yaml::{self, Node};

/// A Compose file together with the run that it is in: what checks of Compose files look at.
#[derive(Clone, Copy)]
pub(crate) struct Project<'a> {
    pub(crate) file: &'a ComposeFile,
    pub(crate) run: &'a Run<'a>,
}

impl<'a> Project<'a> {
    /// The whole file.
    pub(crate) fn root(&self) -> Node<'a> {
        self.file.tree.root()
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &'a str {
        self.root().source().name()
    }

    /// Its services, in order.
    pub(crate) fn services(&self) -> impl Iterator<Item = Service<'a>> + use<'a> {
        let (services, run) = (self.root().get("services"), self.run);
        let all = services.entries().filter(|(_, node)| node.is_mapping() || !node.exists());
        let all: Vec<_> = all.collect();
        let shares = yaml::shares(all.iter().map(|(_, node)| *node));
        all.into_iter().zip(shares).map(move |((key, node), share)| Service {
            key,
            node,
            services,
            share,
            run,
        })
    }

    /// Whether other files may complete it: those that it includes, or those beside it, of which one
    /// may be an overlay of another.
    pub(crate) fn is_partial(&self) -> bool {
        let name = self.path().rsplit('/').next().unwrap_or_default();
        let beside = self.run.files.compose_files_beside(Path::new(self.path()));
        self.root().get("include").exists()
            || name.contains("override")
            || (is_compose_name(name) && beside > 1)
            || self.services().any(|service| service.is_partial())
    }
}
