//! The architecture of processors: that of the nodes that a pod chooses, and that of images.
//!
//! Sources: Ascend/mind-cluster, `docs/en/scheduling/api/k8s.md` (`host-arch`); Kubernetes, "Well-Known
//! Labels, Annotations and Taints".

use std::fmt;

use crate::finding::Place;
use crate::k8s::{Image, Pod};
use crate::run::Built;
use crate::yaml::Node;

/// An architecture of processors beside NPUs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Architecture {
    Amd64,
    Arm64,
}

use Architecture::{Amd64, Arm64};

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Amd64 => "amd64",
            Arm64 => "arm64",
        })
    }
}

/// The label of MindCluster.
const HOST: &str = "host-arch";

/// Labels of nodes that tell their architecture.
const LABELS: [&str; 3] = ["kubernetes.io/arch", "beta.kubernetes.io/arch", HOST];

/// The architectures of the nodes that a pod chooses by one label.
pub(crate) struct Choice<'a> {
    pub(crate) label: &'static str,
    /// The values that it chooses.
    pub(crate) values: Vec<&'a str>,
    pub(crate) place: Node<'a>,
    pub(crate) architectures: Vec<Architecture>,
}

impl Choice<'_> {
    /// Whether only nodes with Ascend NPUs have the label.
    pub(crate) fn is_of_ascend(&self) -> bool {
        self.label == HOST
    }
}

/// What a pod chooses by its node selector and its required affinity, as far as it is known.
pub(crate) fn choices<'a>(pod: &Pod<'a>) -> Vec<Choice<'a>> {
    let selector = pod.spec().get("nodeSelector");
    let selected = LABELS.into_iter().filter_map(|label| {
        let place = selector.get(label);
        choice(label, place, vec![place.str()?])
    });
    let required = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    let terms = pod.spec().path(required).get("nodeSelectorTerms");
    let demanded = LABELS.into_iter().filter_map(|label| demanded(label, terms));
    selected.chain(demanded).collect()
}

/// What all terms of an affinity leave, of which a node has to meet one.
fn demanded<'a>(label: &'static str, terms: Node<'a>) -> Option<Choice<'a>> {
    let is_it = |expression: &Node| {
        expression.get("key").str() == Some(label) && expression.get("operator").str() == Some("In")
    };
    let list =
        |term: Node<'a>| Some(term.get("matchExpressions").items().find(is_it)?.get("values"));
    let lists: Vec<_> = terms.items().map(list).collect::<Option<_>>()?;
    let values = lists.iter().flat_map(|list| list.items());
    choice(label, *lists.first()?, values.map(Node::str).collect::<Option<_>>()?)
}

fn choice<'a>(label: &'static str, place: Node<'a>, values: Vec<&'a str>) -> Option<Choice<'a>> {
    let of = |value: &&str| match (label, *value) {
        (HOST, "huawei-arm") => Some(Arm64),
        (HOST, "huawei-x86") => Some(Amd64),
        (HOST, _) => None,
        (_, value) => architecture(value),
    };
    let architectures: Vec<_> = values.iter().map(of).collect::<Option<_>>()?;
    (!architectures.is_empty()).then_some(Choice { label, values, place, architectures })
}

/// The architecture of a name, as Kubernetes or as the kernel has it.
pub(crate) fn architecture(name: &str) -> Option<Architecture> {
    match name {
        "amd64" | "x86_64" => Some(Amd64),
        "arm64" | "aarch64" => Some(Arm64),
        _ => None,
    }
}

/// What tells for which architecture an image is.
pub(crate) struct MadeFor<'a> {
    pub(crate) architecture: Architecture,
    /// The image that says so, or the platform.
    pub(crate) says: &'a str,
    /// Where that stands, if in a Dockerfile.
    pub(crate) place: Option<Place>,
}

/// The architecture that an image is for, by its name or else by what it is built from; nothing if it
/// may be for several.
pub(crate) fn made_for<'a>(name: Node<'a>, built: Option<Built<'a>>) -> Option<MadeFor<'a>> {
    if let Some(says) = name.str()
        && let Some(architecture) = named(&Image::new(says))
    {
        return Some(MadeFor { architecture, says, place: None });
    }
    let built = built?;
    let platform = built.platform().and_then(|word| Some((of_platform(word.known()?)?, word)));
    let base = || built.base().and_then(|(base, word)| Some((named(&base)?, word)));
    let (architecture, word) = platform.or_else(base)?;
    Some(MadeFor { architecture, says: word.partial(), place: Some(built.place(word)) })
}

/// The architecture of a platform, as in `linux/arm64/v8`.
pub(crate) fn of_platform(platform: &str) -> Option<Architecture> {
    architecture(platform.split('/').nth(1)?)
}

/// The architecture in the tag of an image or at the end of its path.
fn named(image: &Image) -> Option<Architecture> {
    let name = format!("{}:{}", image.base_name(), image.tag.unwrap_or_default());
    let name = name.to_ascii_lowercase().replace("x86_64", "amd64").replace("x86-64", "amd64");
    let mut found = name.split(['-', '_', '.', ':']).filter_map(architecture);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_name_their_architecture() {
        for (reference, expected, reason) in [
            ("registry.example.com/tern:2.4-arm64", Some(Arm64), "a tag"),
            ("registry.example.com/mindie:2.2.RC1-800I-A2-aarch64", Some(Arm64), "the other name"),
            ("registry.example.com/tern:2.4_x86_64", Some(Amd64), "with an underscore"),
            ("registry.example.com/tern-amd64:2.4", Some(Amd64), "the name"),
            ("registry.example.com/tern:amd64-arm64", None, "both"),
            ("registry.example.com/tern:2.4", None, "perhaps several"),
            ("arm64.registry.example.com/tern:2.4", None, "only the registry"),
            ("registry.example.com/charm64:2.4", None, "letters inside a word"),
        ] {
            assert_eq!(named(&Image::new(reference)), expected, "{reference}: {reason}");
        }
    }
}
