//! What a manifest shows of how its programs are run: variables, options, images and annotations,
//! alike in Kubernetes and Compose.

use crate::compose::Service;
use crate::k8s::{Image, Pod, Workload};
use crate::yaml::{self, Node};

/// What a manifest shows of how its programs are run.
pub(crate) struct Evidence<'a> {
    pub(crate) settings: Vec<Setting<'a>>,
    /// Names of containers and of their images, if there are several beside each other.
    pub(crate) companions: Vec<&'a str>,
    /// Names and values; no value if it is not known.
    pub(crate) annotations: Vec<(&'a str, Option<&'a str>)>,
}

/// A variable, or an option of a command.
pub(crate) struct Setting<'a> {
    /// In upper case, its parts joined by `_`: `LOG_FORMAT` for `--log-format` and `log.format`.
    pub(crate) name: String,
    /// Nothing if it is not known, or comes with no value.
    pub(crate) value: Option<&'a str>,
    pub(crate) kind: Kind,
}

/// What a setting is.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Kind {
    Variable,
    Option,
    /// A word of a command that is no option: a program, a value.
    Word,
}

impl<'a> Evidence<'a> {
    /// What a workload shows, in its lasting containers.
    pub(crate) fn of_workload(workload: &Workload<'a>) -> Self {
        let lasting: Vec<_> =
            workload.containers.iter().filter(|container| container.is_lasting()).collect();
        let mut settings = Vec::new();
        for container in &lasting {
            let variables = container.env().into_iter();
            settings.extend(variables.map(|variable| {
                let value = known(variable.value);
                Setting { name: normal(variable.name), value, kind: Kind::Variable }
            }));
            settings.extend(of_words(container.words()));
        }
        let names = lasting.iter().flat_map(|container| {
            [Some(container.name()), container.image_node().text().map(base_name)]
        });
        let companions = if lasting.len() > 1 { names.flatten().collect() } else { Vec::new() };
        let own = std::iter::once(workload.object.annotations());
        let annotated = own.chain(workload.pods.iter().map(Pod::annotations));
        let annotations = annotated
            .flat_map(Node::entries)
            .filter_map(|(key, value)| Some((key.text()?, known(value))))
            .collect();
        Self { settings, companions, annotations }
    }

    /// What a service of a Compose file shows.
    pub(crate) fn of_service(service: &Service<'a>) -> Self {
        let variables = service.env().into_iter().map(|(name, value, _)| Setting {
            name: normal(name),
            value,
            kind: Kind::Variable,
        });
        let settings = variables.chain(of_words(service.words())).collect();
        let labels = service.labels().into_iter();
        let annotations = labels.map(|(name, value, _)| (name, value)).collect();
        // The Compose view has noted every template; which of them matter, the rules decide.
        yaml::take_unresolved();
        Self { settings, companions: Vec::new(), annotations }
    }

    /// Whether a container of such a name or image runs beside another.
    pub(crate) fn has_companion(&self, names: &[&str]) -> bool {
        self.companions.iter().any(|name| names.iter().any(|known| name.starts_with(known)))
    }
}

impl Setting<'_> {
    /// The parts of the name: `LOG`, `FORMAT`.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        self.name.split('_')
    }

    /// Whether the value switches something off.
    pub(crate) fn is_off(&self) -> bool {
        let off = ["false", "none", "off", "no", "0", ""];
        self.value.is_some_and(|value| off.iter().any(|word| value.eq_ignore_ascii_case(word)))
    }
}

/// The options among the words of a command; scripts are taken apart into words.
fn of_words<'a>(words: impl Iterator<Item = Node<'a>>) -> Vec<Setting<'a>> {
    let words: Vec<&str> = words
        .filter_map(Node::text)
        .flat_map(|word| word.split([' ', '\t', '\n', '"', '\'', ';']))
        .filter(|word| !word.is_empty())
        .collect();
    let setting = |(at, word): (usize, &&'a str)| {
        let Some(option) = word.strip_prefix('-').map(|rest| rest.trim_start_matches('-')) else {
            return Setting { name: normal(word), value: Some(word), kind: Kind::Word };
        };
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, words.get(at + 1).copied().filter(|next| !next.starts_with('-'))),
        };
        Setting { name: normal(name), value, kind: Kind::Option }
    };
    words.iter().enumerate().map(setting).collect()
}

/// A text without noting that it is a template: which of them matter, the rules decide.
fn known(node: Node<'_>) -> Option<&str> {
    node.text().filter(|_| !node.is_template())
}

fn normal(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    if upper.contains(['-', '.']) { upper.replace(['-', '.'], "_") } else { upper }
}

fn base_name(image: &str) -> &str {
    Image::new(image).base_name()
}
