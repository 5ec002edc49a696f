//! Which images are built by Dockerfiles of the run: as Compose files, Skaffold and the configuration
//! say it. That names are alike says nothing.

use std::collections::HashMap;
use std::path::Path;
use std::ptr;

use super::Run;
use crate::compose::Project;
use crate::dockerfile::port::tcp_range;
use crate::dockerfile::release::is_plain;
use crate::dockerfile::{Base, Dockerfile, Keyword, Stage, User, Word};
use crate::finding::Place;
use crate::k8s::{Image, Object};
use crate::npu;
use crate::yaml::Node;

/// The stage of a Dockerfile of the run that an image is.
#[derive(Clone, Copy)]
pub(crate) struct Built<'a> {
    pub(crate) dockerfile: &'a Dockerfile,
    pub(crate) stage: &'a Stage,
    /// Whether who builds it gives arguments, so that variables may not hold what the Dockerfile says.
    has_arguments: bool,
}

impl<'a> Built<'a> {
    /// The stage that is called `target`, or the last one.
    pub(crate) fn of(
        dockerfile: &'a Dockerfile,
        target: Option<&str>,
        has_arguments: bool,
    ) -> Option<Self> {
        let stage = match target {
            Some(name) => dockerfile.stage_named(name, usize::MAX),
            None => dockerfile.final_stage(),
        };
        Some(Self { dockerfile, stage: stage?, has_arguments })
    }

    fn is_same(&self, other: &Self) -> bool {
        ptr::eq(self.stage, other.stage) && self.has_arguments == other.has_arguments
    }

    /// A place in the Dockerfile.
    pub(crate) fn place(&self, word: &Word) -> Place {
        self.dockerfile.place(word.span())
    }

    /// A word as it is in this build; nothing if that is not known.
    pub(crate) fn known(&self, word: &'a Word) -> Option<&'a str> {
        let has_variables = word.expansion().is_some_and(|expansion| !expansion.uses.is_empty());
        word.known().filter(|_| !(self.has_arguments && has_variables))
    }

    /// The default of an argument as it is in this build, unless that gives others.
    pub(crate) fn argument(&self, default: &'a Word) -> Option<&'a str> {
        default.known().filter(|_| !self.has_arguments)
    }

    /// The stage itself, the one that it is built on, and so on.
    pub(crate) fn stages(&self) -> impl Iterator<Item = &'a Stage> + use<'a> {
        self.dockerfile.lineage(self.stage)
    }

    /// The image from elsewhere that it is built on in the end, and where it is named.
    pub(crate) fn base(&self) -> Option<(Image<'a>, &'a Word)> {
        let word = self.dockerfile.base_image(self.stage)?;
        Some((Image::new(self.known(word)?), word))
    }

    /// The platform that is written for what it is built on in the end. One that a variable chooses
    /// is for whoever builds it to say.
    pub(crate) fn platform(&self) -> Option<&'a Word> {
        let word = self.stages().last()?.platform()?;
        let is_fixed = word.expansion().is_none_or(|expansion| expansion.uses.is_empty());
        is_fixed.then_some(word)
    }

    /// Whether nothing that it is built on names a user or a port.
    fn has_plain_base(&self) -> bool {
        self.stages().any(|stage| stage.base == Base::Scratch)
            || self.base().is_some_and(|(base, _)| is_plain(&base) || npu::runs_as_root(&base))
    }

    /// The user that a container of it starts as unless it is told otherwise, and what says so; nothing
    /// if that is not known.
    pub(crate) fn user(&self) -> Option<(User<'a>, Place)> {
        let Some(word) = self.stage.user() else {
            let from = self.stages().last()?.image()?;
            return self.has_plain_base().then(|| (User::Id(0), self.place(from)));
        };
        Some((User::of(self.known(word)?), self.place(word)))
    }

    /// The ports of TCP that it exposes; none if it may expose others, too.
    pub(crate) fn exposed(&self) -> Vec<&'a Word> {
        let exposes = self.stages().flat_map(|stage| stage.all(Keyword::Expose));
        let words: Vec<_> = exposes.flat_map(|expose| &expose.arguments).collect();
        let is_known = words.iter().all(|word| self.known(word).is_some());
        let is_tcp = |word: &&Word| word.known().and_then(tcp_range).is_some();
        let all = words.into_iter().filter(|_| is_known && self.has_plain_base());
        all.filter(is_tcp).collect()
    }

    /// What its instructions say, each as it is written.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let source = self.dockerfile.source();
        let instructions = self.stages().flat_map(|stage| &stage.instructions);
        instructions.map(|instruction| source.slice(instruction.span))
    }
}

/// The images that Dockerfiles of the run build.
#[derive(Default)]
pub(super) struct Images<'a> {
    /// By repository, each with its tag.
    by_name: HashMap<String, Vec<(&'a str, Built<'a>)>>,
}

impl<'a> Images<'a> {
    pub(super) fn new(run: &'a Run<'a>) -> Self {
        let mut images = Self::default();
        let projects = run.files.composes.iter().map(|file| Project { file, run });
        for service in projects.flat_map(|project| project.services()) {
            images.add(service.get("image"), service.built());
        }
        for config in run.objects.of_kind("Config") {
            for artifact in artifacts(config) {
                images.add(artifact.get("image"), skaffold(artifact, run));
            }
        }
        for (name, path) in &run.options.images {
            let dockerfile = run.files.dockerfile_at(path);
            let built = dockerfile.and_then(|dockerfile| Built::of(dockerfile, None, false));
            let name = Image::new(name).full_name();
            // What the configuration says, the other files cannot make doubtful.
            images.by_name.insert(name, built.map(|built| (LATEST, built)).into_iter().collect());
        }
        images
    }

    fn add(&mut self, name: Node<'a>, built: Option<Built<'a>>) {
        let (Some(image), Some(built)) = (name.text().map(Image::new), built) else { return };
        let name = image.full_name();
        // One who calls a changed nginx `nginx` does not mean those that are pulled.
        if built.base().is_none_or(|(base, _)| base.full_name() != name) {
            let tag = image.tag.unwrap_or(LATEST);
            self.by_name.entry(name).or_default().push((tag, built));
        }
    }

    /// What an image is built from. Where several Dockerfiles make images of this name, the tag tells.
    pub(super) fn find(&self, image: &Image) -> Option<Built<'a>> {
        if image.repository.contains(['$', '{']) {
            return None;
        }
        let all = self.by_name.get(&image.full_name())?;
        let tag = image.tag.unwrap_or(LATEST);
        only(all.iter().map(|entry| entry.1))
            .or_else(|| only(all.iter().filter(|entry| entry.0 == tag).map(|entry| entry.1)))
    }
}

const LATEST: &str = "latest";

/// The one that all are.
pub(super) fn only<'a>(mut all: impl Iterator<Item = Built<'a>>) -> Option<Built<'a>> {
    let first = all.next()?;
    all.all(|other| other.is_same(&first)).then_some(first)
}

/// What a configuration of Skaffold builds.
fn artifacts<'a>(config: &Object<'a>) -> impl Iterator<Item = Node<'a>> {
    let is_skaffold = config.group() == "skaffold";
    let artifacts = config.root.path(["build", "artifacts"]).items();
    artifacts.filter(move |_| is_skaffold)
}

/// What builds an artifact: Docker or Kaniko, unless another builder is named.
///
/// Source: <https://skaffold.dev/docs/references/yaml/>.
fn skaffold<'a>(artifact: Node<'a>, run: &Run<'a>) -> Option<Built<'a>> {
    let others = ["bazel", "buildpacks", "custom", "jib", "ko"];
    if others.iter().any(|other| artifact.get(other).exists()) {
        return None;
    }
    let builder = artifact.get("docker").or(artifact.get("kaniko"));
    let path = |node: Node<'a>, default| if node.exists() { node.str() } else { Some(default) };
    let file = path(builder.get("dockerfile"), "Dockerfile")?;
    let folder = Path::new(artifact.source().name()).parent()?;
    let context = folder.join(path(artifact.get("context"), ".")?);
    let dockerfile = run.files.dockerfile(&context.join(file))?;
    let target = builder.get("target");
    Built::of(dockerfile, target.text(), builder.get("buildArgs").exists())
}
