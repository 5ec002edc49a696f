//! Images for Ascend NPUs: whose they are, and which chip they are built for.
//!
//! Sources: Ascend/cann-container-image, `OVERVIEW.md` (grammar of tags); vllm-ascend,
//! `docs/source/installation.md`; the tags of `MindIE` on `ascendhub`.

use super::Chip;
use crate::dockerfile::{Keyword, Word};
use crate::finding::Place;
use crate::k8s::{Container, Image};
use crate::run::Built;

/// Names under which Ascend's own images stand in registries.
const OWNERS: [&str; 4] = ["ascend", "ascendai", "ascendhub", "public-ascendhub"];

/// Names that only images for Ascend have, whoever mirrors them.
const NAMES: [&str; 3] = ["vllm-ascend", "mindie", "cann"];

/// Words of a tag that name a chip. `910` and `950` are numbers like others: they count only in
/// images of Ascend's own.
const PLAIN: [(&str, Chip); 2] = [("310p", Chip::Ascend310P), ("910b", Chip::Ascend910B)];
const OWN: [(&str, Chip); 6] = [
    ("910", Chip::Ascend910A),
    ("a2", Chip::Ascend910B),
    ("a3", Chip::A3),
    ("a5", Chip::Ascend950),
    ("950", Chip::Ascend950),
    ("300i", Chip::Ascend310P),
];

/// Whether an image is for Ascend by its name. The bare word "npu" says nothing: Intel and AMD have
/// NPUs, too.
pub(crate) fn is_ascend_image(image: &Image) -> bool {
    let mut path = image.repository.split('/');
    path.any(|part| OWNERS.contains(&part)) || is_named(image)
}

fn is_named(image: &Image) -> bool {
    let name = image.base_name();
    NAMES.iter().any(|known| name == *known || name.starts_with(&format!("{known}-")))
}

/// The last number of the Python 3 in an image: 11 of `python:3.11-slim` and `cann:9.1.0-…-py3.11`.
pub(crate) fn python_of(image: &Image) -> Option<u32> {
    let mut words = image.tag?.split('-');
    let version = match image.base_name() {
        "python" => words.next()?.strip_prefix("3."),
        _ => words.find_map(|word| word.strip_prefix("py3.")),
    };
    version?.split('.').next()?.parse().ok()
}

/// Whether an image is a product of Ascend's, whoever mirrors it, so that its tag is in their grammar.
pub(crate) fn is_product(image: &Image) -> bool {
    NAMES.contains(&image.base_name())
}

/// Words of a tag for what is built before a release, or beside it, the least stable first.
const UNRELEASED: [&str; 7] = ["nightly", "latest", "main", "dev", "alpha", "beta", "rc"];

/// The word of a tag that says that this is no release: `rc` of `v0.11.0rc1`.
pub(crate) fn unreleased(tag: &str) -> Option<&'static str> {
    let tag = tag.to_ascii_lowercase();
    let is_word = |(at, word): (usize, &str)| {
        let (before, after) = (&tag[..at], &tag[at + word.len()..]);
        !before.ends_with(char::is_alphabetic) && !after.starts_with(char::is_alphabetic)
    };
    UNRELEASED.into_iter().find(|word| tag.match_indices(word).any(is_word))
}

/// The version of CANN in an image, if it is one of CANN's own: `9.1.0` of `cann:9.1.0-910b-…`.
pub(crate) fn cann_of<'a>(image: &Image<'a>) -> Option<&'a str> {
    let version = image.tag.filter(|_| image.base_name() == "cann")?.split('-').next()?;
    version.starts_with(|c: char| c.is_ascii_digit()).then_some(version)
}

/// The chip that an image is built for, as far as its name and tag tell.
pub(crate) fn chip_of(image: &Image) -> Option<Chip> {
    let tag = image.tag.unwrap_or_default().to_ascii_lowercase();
    let name = image.base_name().to_ascii_lowercase();
    let words = || tag.split(['-', '_']).chain(name.split(['-', '_']));
    let among = |table: &[(&str, Chip)]| {
        table.iter().find(|(word, _)| words().any(|other| other == *word)).map(|entry| entry.1)
    };
    if let Some(chip) = among(&PLAIN) {
        return Some(chip);
    }
    if !is_ascend_image(image) {
        return None;
    }
    // Without a word for another chip, vLLM's images are for the A2.
    let is_release = tag.strip_prefix('v').is_some_and(|rest| rest.starts_with(char::is_numeric));
    let of_vllm = (name == "vllm-ascend" && is_release).then_some(Chip::Ascend910B);
    among(&OWN).or(of_vllm)
}

/// What tells for which chip an image is built.
pub(crate) struct BuiltFor<'a> {
    pub(crate) chip: Chip,
    /// The image that says so, or the build argument.
    pub(crate) says: &'a str,
    /// Where that stands, if in a Dockerfile.
    pub(crate) place: Option<Place>,
}

/// The chip that the image of a container is built for: as its tag says, or else its Dockerfile.
pub(crate) fn built_for<'a>(container: &Container<'a>) -> Option<BuiltFor<'a>> {
    let own = || {
        let says = container.image_node().str()?;
        Some(BuiltFor { chip: chip_of(&Image::new(says))?, says, place: None })
    };
    own().or_else(|| built_on(&container.built()?))
}

/// The chip that a Dockerfile builds for: that of its base image, or else the one that it compiles
/// operators for.
pub(crate) fn built_on<'a>(built: &Built<'a>) -> Option<BuiltFor<'a>> {
    let found = |chip, word: &'a Word| {
        let says = built.known(word)?;
        Some(BuiltFor { chip, says, place: Some(built.place(word)) })
    };
    if let Some((base, word)) = built.base()
        && let Some(chip) = chip_of(&base)
    {
        return found(chip, word);
    }
    let arguments = built.stages().flat_map(|stage| stage.all(Keyword::Arg));
    let pairs = arguments.flat_map(|argument| &argument.pairs);
    let mut named = pairs.filter(|pair| pair.name.known() == Some("SOC_VERSION"));
    let word = named.find_map(|pair| pair.value.as_ref())?;
    found(chip_of_soc(built.argument(word)?)?, word)
}

/// The chip of a value of `SOC_VERSION`, as in `ascend910b1`.
///
/// Source: vllm-ascend, `setup.py` and its `Dockerfile`s.
fn chip_of_soc(version: &str) -> Option<Chip> {
    let version = version.to_ascii_lowercase();
    let known = [
        ("ascend310p", Chip::Ascend310P),
        ("ascend910b", Chip::Ascend910B),
        ("ascend910_93", Chip::A3),
        ("ascend950", Chip::Ascend950),
    ];
    known.into_iter().find(|(start, _)| version.starts_with(start)).map(|(_, chip)| chip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_for_one_chip() {
        for (reference, expected, reason) in [
            ("quay.io/ascend/cann:9.0.1-910b-ubuntu22.04-py3.11", Some(Chip::Ascend910B), "CANN"),
            ("ascendai/cann:8.3.rc1-310p-openeuler24.03-py3.11", Some(Chip::Ascend310P), "CANN"),
            ("quay.io/ascend/cann:9.1.0-910-ubuntu22.04-py3.11", Some(Chip::Ascend910A), "the 910"),
            ("quay.io/ascend/cann:9.1.0-a3-ubuntu22.04-py3.11", Some(Chip::A3), "the A3"),
            ("quay.io/ascend/vllm-ascend:v0.18.0", Some(Chip::Ascend910B), "no word: the A2"),
            ("quay.io/ascend/vllm-ascend:v0.18.0-openeuler", Some(Chip::Ascend910B), "another OS"),
            ("quay.io/ascend/vllm-ascend:v0.18.0-a3", Some(Chip::A3), "the A3"),
            ("quay.io/ascend/vllm-ascend:v0.18.0-310p", Some(Chip::Ascend310P), "the 310P"),
            ("quay.io/ascend/vllm-ascend:main", None, "no release"),
            (
                "swr.cn-south-1.myhuaweicloud.com/ascendhub/mindie:2.2.RC1-800I-A3-py311-openeuler24.03-lts",
                Some(Chip::A3),
                "MindIE",
            ),
            (
                "swr.cn-south-1.myhuaweicloud.com/ascendhub/mindie:2.2.RC1-300I-Duo-py311-openeuler24.03-lts",
                Some(Chip::Ascend310P),
                "MindIE",
            ),
            ("registry.example.com:5000/llm/tern:2.4.1-910b", Some(Chip::Ascend910B), "one's own"),
            ("registry.example.com/app:1.0-a3", None, "a word of anybody's"),
            ("registry.example.com/app:950", None, "a number of anybody's"),
            ("intel/npu-runtime:1", None, "somebody else's"),
        ] {
            assert_eq!(chip_of(&Image::new(reference)), expected, "{reference}: {reason}");
        }
    }

    #[test]
    fn operators_are_compiled_for_one_chip() {
        for (version, expected, reason) in [
            ("ascend910b1", Some(Chip::Ascend910B), "the A2"),
            ("Ascend910B4", Some(Chip::Ascend910B), "as CANN writes it"),
            ("ascend910_9391", Some(Chip::A3), "the A3"),
            ("ascend310p1", Some(Chip::Ascend310P), "the 310P"),
            ("ascend950pr_9599", Some(Chip::Ascend950), "the 950"),
            ("ascend910", None, "any of the 910s"),
        ] {
            assert_eq!(chip_of_soc(version), expected, "{version}: {reason}");
        }
    }

    #[test]
    fn tags_name_their_python() {
        for (reference, expected, reason) in [
            ("quay.io/ascend/cann:9.1.0-910b-ubuntu22.04-py3.11", Some(11), "at the end"),
            ("quay.io/ascend/cann:9.1.0-910b-ubuntu22.04-py3.12-devel", Some(12), "before the end"),
            ("python:3.10-slim", Some(10), "Python's own"),
            ("python:3.9.18", Some(9), "with a patch"),
            ("python:slim", None, "whichever"),
            ("ubuntu:22.04", None, "no Python"),
        ] {
            assert_eq!(python_of(&Image::new(reference)), expected, "{reference}: {reason}");
        }
    }

    #[test]
    fn what_is_no_release_says_so() {
        for (tag, expected, reason) in [
            ("9.1.0-910b-ubuntu22.04-py3.11", None, "a release"),
            ("9.1.0-910b-ubuntu22.04-py3.11-devel", None, "what a release is built with"),
            ("v0.18.0-a3", None, "a release"),
            ("8.3.rc1-910b-ubuntu22.04-py3.11", Some("rc"), "a word"),
            ("2.2.RC1-800I-A3-py311", Some("rc"), "case"),
            ("v0.11.0rc1", Some("rc"), "behind a number"),
            ("8.1.rc1.beta1-910b-ubuntu22.04-py3.10", Some("beta"), "the worse of two"),
            ("8.5.0.alpha002-910b", Some("alpha"), "before a number"),
            ("nightly-main-a3", Some("nightly"), "the worse of two"),
            ("main-310p", Some("main"), "a branch"),
            ("v0.9.1-dev", Some("dev"), "a branch"),
            ("v0.18.0-arch", None, "the letters inside a word"),
        ] {
            assert_eq!(unreleased(tag), expected, "{tag}: {reason}");
        }
    }

    #[test]
    fn the_word_npu_says_nothing() {
        for (reference, expected, reason) in [
            ("quay.io/ascend/cann:9.0.1", true, "its owner"),
            ("registry.example.com/mirror/vllm-ascend:v0.18.0", true, "its name"),
            ("registry.example.com/mirror/cann:9.0.1", true, "its name"),
            ("registry.example.com/luxtts:npu", false, "the bare word"),
            ("openvino/npu-plugin:1", false, "Intel's"),
            ("canned/beans:1", false, "the letters inside a word"),
        ] {
            assert_eq!(is_ascend_image(&Image::new(reference)), expected, "{reference}: {reason}");
        }
    }
}
