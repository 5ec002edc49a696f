//! The variables with which a container starts on an NPU, wherever they are written.

use crate::compose::Service;
use crate::dockerfile::{Base, Dockerfile, Keyword, Word};
use crate::finding::Place;
use crate::k8s::{Container, Image};
use crate::source::Span;
use crate::yaml::Node;

/// The script of CANN that adds its own variables to those of the shell that sources it.
pub(crate) const SET_ENV: &str = "set_env.sh";

/// The environment of a container, a service or an image, as far as its file tells.
pub(crate) struct Environment<'a> {
    /// What the container or service is called; of an image, the path of its Dockerfile.
    pub(crate) holder: &'a str,
    /// What it runs, or is built on.
    pub(crate) image: Option<Image<'a>>,
    settings: Vec<Setting<'a>>,
}

/// A variable whose value is known.
pub(crate) struct Setting<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    spot: Spot<'a>,
}

/// Where a variable stands. Of many variables few are ever pointed at.
enum Spot<'a> {
    Node(Node<'a>),
    Image(&'a Dockerfile, Span),
}

impl Setting<'_> {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        match self.spot {
            Spot::Node(node) => node.into(),
            Spot::Image(file, span) => file.place(span),
        }
    }
}

impl<'a> Environment<'a> {
    pub(crate) fn of_container(container: &Container<'a>) -> Self {
        let settings = container.env().into_iter().filter_map(|variable| {
            let value = variable.value.str()?;
            Some(Setting { name: variable.name, value, spot: Spot::Node(variable.place) })
        });
        Self::new(container.name(), container.image(), settings)
    }

    pub(crate) fn of_service(service: &Service<'a>) -> Self {
        let settings = service.env().into_iter().filter_map(|(name, value, place)| {
            Some(Setting { name, value: value?, spot: Spot::Node(place) })
        });
        let stage = service.stage().filter(|stage| stage.base == Base::Image);
        let base = stage.and_then(|stage| stage.image()).map(|word| Image::new(word.partial()));
        Self::new(service.name(), base.or(service.image()), settings)
    }

    /// What the image has at its end; what only other stages set is lost with them.
    pub(crate) fn of_image(file: &'a Dockerfile) -> Self {
        let stages = file.shipped_stages().into_iter().rev();
        let pairs = stages.flat_map(|stage| stage.all(Keyword::Env)).flat_map(|env| &env.pairs);
        let settings = pairs.filter_map(|pair| {
            let value = pair.value.as_ref()?;
            let spot = Spot::Image(file, value.span());
            Some(Setting { name: pair.name.known()?, value: value.known()?, spot })
        });
        Self::new(file.name(), base_image(file), settings)
    }

    /// Later ones win.
    fn new(
        holder: &'a str,
        image: Option<Image<'a>>,
        all: impl Iterator<Item = Setting<'a>>,
    ) -> Self {
        let mut settings: Vec<Setting> = Vec::new();
        for setting in all {
            settings.retain(|earlier| earlier.name != setting.name);
            settings.push(setting);
        }
        Self { holder, image, settings }
    }

    /// The variables, in order.
    pub(crate) fn settings(&self) -> impl Iterator<Item = &Setting<'a>> {
        self.settings.iter()
    }

    /// The variable of this name, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&Setting<'a>> {
        self.settings.iter().find(|setting| setting.name == name && !setting.value.is_empty())
    }
}

/// The image from elsewhere that a Dockerfile builds on in the end.
pub(crate) fn base_image(file: &Dockerfile) -> Option<Image<'_>> {
    let word: &Word = file.base_image(file.final_stage()?)?;
    Some(Image::new(word.partial()))
}
