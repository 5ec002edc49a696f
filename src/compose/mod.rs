//! Views over Compose files: services, with the short and long forms of everything read alike.
//!
//! Facts: the Compose Specification, <https://github.com/compose-spec/compose-spec>.

mod inline;
mod interpolate;
mod lifetime;
mod project;

use std::path::{Path, PathBuf};

use crate::dockerfile::Stage;
use crate::k8s::Image;
use crate::run::{Built, Run};
use crate::source::Span;
use crate::yaml::{Node, Tree};

pub(crate) use project::Project;

/// A Compose file whose variables are interpolated.
#[derive(Debug)]
pub struct ComposeFile {
    /// The document.
    pub tree: Tree,
}

impl ComposeFile {
    /// Takes a document as a Compose file.
    pub(crate) fn new(mut tree: Tree) -> Self {
        tree.rewrite(interpolate::interpolate);
        Self { tree }
    }
}

/// A service of a Compose file.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    /// Where its name stands.
    pub(crate) key: Node<'a>,
    /// What is under the name.
    pub(crate) node: Node<'a>,
    services: Node<'a>,
    /// Its share of the file.
    share: Span,
    run: &'a Run<'a>,
}

/// A path of the host in a service.
#[derive(Clone, Copy)]
pub(crate) struct Bind<'a> {
    /// Where the mount stands: `host:container`, or the long form's `source`.
    pub(crate) place: Node<'a>,
    pub(crate) source: &'a str,
}

impl<'a> Service<'a> {
    /// The name.
    pub(crate) fn name(&self) -> &'a str {
        self.key.text().unwrap_or("?")
    }

    /// A setting: the service's own, or that of the service of this file that it extends.
    pub(crate) fn get(&self, key: &str) -> Node<'a> {
        let mut node = self.node;
        // As many steps as there are services; a circle ends there too.
        for _ in self.services.entries() {
            let own = node.get(key);
            let extends = node.get("extends");
            if own.exists() || extends.get("file").exists() {
                return own.or(self.node.get(key));
            }
            let Some(base) = extends.text().or(extends.get("service").text()) else { break };
            node = self.services.get(base);
        }
        self.node.get(key)
    }

    /// A switch. Compose takes the words for strings, too.
    pub(crate) fn switch(&self, key: &str) -> Option<bool> {
        let node = self.get(key);
        node.bool().or_else(|| match node.str()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    /// Keys that stand again in their mapping, each after the same key before it: in the service, or
    /// around it.
    pub(crate) fn repeated_keys(&self) -> impl Iterator<Item = [Node<'a>; 2]> {
        self.node.duplicates_in(self.share)
    }

    /// Whether another file completes it: an overlay, or one that extends a service elsewhere.
    pub(crate) fn is_partial(&self) -> bool {
        self.get("extends").get("file").exists()
            || ["image", "build", "extends"].iter().all(|key| !self.get(key).exists())
    }

    /// The image: what it runs, or what it calls the one that it builds.
    pub(crate) fn image(&self) -> Option<Image<'a>> {
        self.get("image").str().map(Image::new)
    }

    /// Whether it is known that its image checks its own health.
    pub(crate) fn image_checks_health(&self) -> bool {
        let check = self.stage().and_then(|stage| stage.state.healthcheck.as_ref());
        check.is_some_and(|check| !check.command().is_empty())
    }

    /// The stage that is its image, if it is built from a Dockerfile of the run.
    pub(crate) fn stage(&self) -> Option<&'a Stage> {
        self.built().map(|built| built.stage)
    }

    /// What its image is built from, if that is a Dockerfile of the run.
    pub(crate) fn built(&self) -> Option<Built<'a>> {
        let build = self.get("build");
        let path = if build.get("dockerfile_inline").exists() {
            PathBuf::from(inline::name(self.key))
        } else {
            let context = if build.is_mapping() { build.get("context") } else { build };
            let context = if context.exists() { context.str()? } else { "." };
            let file = build.get("dockerfile");
            let file = if file.exists() { file.str()? } else { "Dockerfile" };
            Path::new(self.key.source().name()).parent()?.join(context).join(file)
        };
        let dockerfile = self.run.files.dockerfile(&path).filter(|_| build.exists())?;
        Built::of(dockerfile, build.get("target").text(), build.get("args").exists())
    }

    /// The environment: name, value (missing if it comes from outside) and place.
    pub(crate) fn env(&self) -> Vec<(&'a str, Option<&'a str>, Node<'a>)> {
        pairs(self.get("environment"))
    }

    /// The labels, in the form of [`Service::env`].
    pub(crate) fn labels(&self) -> Vec<(&'a str, Option<&'a str>, Node<'a>)> {
        pairs(self.get("labels"))
    }

    /// The paths of the host that it mounts.
    pub(crate) fn binds(&self) -> impl Iterator<Item = Bind<'a>> {
        self.get("volumes").items().filter_map(|volume| {
            if volume.is_mapping() {
                let source = volume.get("source");
                let bind = volume.get("type").text() == Some("bind");
                return source
                    .str()
                    .filter(|_| bind)
                    .map(|path| Bind { place: source, source: path });
            }
            let source = volume.str()?.split(':').next()?;
            source.starts_with(['/', '.', '~']).then_some(Bind { place: volume, source })
        })
    }

    /// The devices of the host that it is given.
    pub(crate) fn devices(&self) -> Vec<Bind<'a>> {
        let devices = self.get("devices").items().filter_map(|device| {
            let place = if device.is_mapping() { device.get("source") } else { device };
            let source = place.str()?.split(':').next()?;
            Some(Bind { place, source })
        });
        devices.collect()
    }

    /// The named volumes that it mounts, and where they are named.
    pub(crate) fn volumes(&self) -> Vec<(&'a str, Node<'a>)> {
        let volumes = self.get("volumes").items().filter_map(|volume| {
            if volume.is_mapping() {
                let is_named = volume.get("type").text() == Some("volume");
                let source = volume.get("source");
                return source.str().filter(|_| is_named).map(|name| (name, source));
            }
            let (source, target) = volume.str()?.split_once(':')?;
            // A path of the host, or a drive of Windows.
            let is_path = source.starts_with(['/', '.', '~']) || target.starts_with('\\');
            (!is_path).then_some((source, volume))
        });
        volumes.collect()
    }

    /// The networks that it is in, and where they are named. One that names none is in the default
    /// one, as anybody may be.
    pub(crate) fn networks(&self) -> Vec<(&'a str, Node<'a>)> {
        let networks = self.get("networks");
        let named = networks.items().chain(networks.entries().map(|(key, _)| key));
        named.filter_map(|name| Some((name.str()?, name))).collect()
    }

    /// Command and entrypoint as they are written: one string, or a list of words.
    pub(crate) fn words(&self) -> impl Iterator<Item = Node<'a>> {
        ["entrypoint", "command"].into_iter().flat_map(|key| {
            let words = self.get(key);
            let whole = (!words.is_sequence()).then_some(words);
            words.items().chain(whole)
        })
    }
}

/// A mapping, or a list of `name=value`: names, values as they are written, and places.
pub(crate) fn assignments(node: Node<'_>) -> Vec<(&str, Option<&str>, Node<'_>)> {
    let listed = node.items().filter_map(|item| {
        let text = item.text()?;
        let (name, value) =
            text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        Some((name, value, item))
    });
    let mapped = node.entries().filter_map(|(key, value)| {
        let place = if value.exists() { value } else { key };
        Some((key.text()?, value.text(), place))
    });
    listed.chain(mapped).collect()
}

/// The same with values as they will be used: a template anywhere makes a value unknown.
fn pairs(node: Node<'_>) -> Vec<(&str, Option<&str>, Node<'_>)> {
    let mut all = assignments(node);
    for (_, value, place) in &mut all {
        *value = value.filter(|_| place.str().is_some());
    }
    all
}
