use std::collections::HashSet;

use crate::dockerfile::{Instruction, Keyword, Word, base_name};
use crate::npu;
use crate::rule::Hits;
use crate::run::Build;

/// What an architecture is called: by the kernel, by Docker, and in other places.
const NAMES: [(&str, Arch); 5] = [
    ("aarch64", Arch::Arm),
    ("arm64", Arch::Arm),
    ("x86_64", Arch::X86),
    ("x86-64", Arch::X86),
    ("amd64", Arch::X86),
];

/// How a Dockerfile asks for the architecture that it is built for.
const ASKING: [&str; 8] = [
    "TARGETARCH",
    "TARGETPLATFORM",
    "uname",
    "$(arch)",
    "`arch`",
    "--print-architecture",
    "$ARCH",
    "${ARCH",
];

#[derive(Clone, Copy, Eq, PartialEq)]
enum Arch {
    Arm,
    X86,
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let is_ascend = npu::base_image(build).is_some_and(|image| npu::is_ascend_image(&image));
    if !is_ascend || is_declared(build) {
        return hits.skip();
    }
    let text = build.source().text();
    let has = |arch| NAMES.iter().any(|(name, of)| *of == arch && text.contains(name));
    if ASKING.iter().any(|asking| text.contains(asking)) || (has(Arch::Arm) && has(Arch::X86)) {
        return;
    }
    let stages = build.shipped_stages().into_iter().rev();
    let actions = stages.flat_map(|stage| &stage.instructions).map(|line| line.action());
    // A file that is fetched, run and removed is one fault.
    let mut seen = HashSet::new();
    for (keyword, word) in actions.flat_map(|action| words(action).map(|w| (action.keyword, w))) {
        // A search path is a list of which one directory may be meant.
        let is_list = word.text().starts_with(['/', '$']);
        let mut parts = word.text().split(|c| c == ':' && is_list);
        let found = parts.find_map(|part| Some((part, fixed(part)?)));
        let Some((text, (name, arch))) = found else { continue };
        if !seen.insert(base_name(text)) {
            continue;
        }
        let (case, by) = match (name, keyword) {
            ("arm64" | "amd64", _) => ("target", "${TARGETARCH}"),
            (_, Keyword::Run) => ("machine", "$(uname -m)"),
            _ => ("other", ""),
        };
        let other = if arch == Arch::Arm { "x86_64" } else { "aarch64" };
        let args = [
            ("word", &text as _),
            ("name", &name as _),
            ("other", &other as _),
            ("right", &text.replace(name, by) as _),
        ];
        hits.case(case, build.place(word.span()), args);
    }
}

/// Whether the file says that it is for one architecture: in its own name, that of a stage or of a base,
/// or by a platform.
fn is_declared(build: &Build) -> bool {
    let says = |text: &str| NAMES.iter().any(|(name, _)| text.to_ascii_lowercase().contains(name));
    says(build.name())
        || build.stages().iter().any(|stage| {
            let words = [stage.name(), stage.image()];
            stage.platform().is_some() || words.into_iter().flatten().any(|word| says(word.raw()))
        })
}

/// The words of an instruction that stay in the image, or act on it. Arguments can be given anew.
fn words(action: &Instruction) -> impl Iterator<Item = &Word> {
    let commands = action.words.all().into_iter();
    let of_commands = commands.flat_map(|command| command.assignments.iter().chain(&command.words));
    let is_copy = matches!(action.keyword, Keyword::Copy | Keyword::Add);
    let copied = action.arguments.iter().filter(move |_| is_copy);
    let is_env = action.keyword == Keyword::Env;
    let pairs = action.pairs.iter().filter(move |_| is_env);
    of_commands.chain(copied).chain(pairs.filter_map(|pair| pair.value.as_ref()))
}

/// The architecture in a path, an address or the name of a file.
fn fixed(text: &str) -> Option<(&'static str, Arch)> {
    if !text.contains(['/', '.']) || text.contains(char::is_whitespace) {
        return None;
    }
    NAMES.into_iter().find(|(name, _)| {
        text.match_indices(name).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        })
    })
}
