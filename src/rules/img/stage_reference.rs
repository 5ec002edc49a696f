use crate::dockerfile::{Dockerfile, Instruction, Keyword, Stage, Word};
use crate::nearest;
use crate::rule::Hits;
use crate::run::Build;
use crate::source::Span;

/// Names that mean something else to BuildKit.
const RESERVED: [&str; 2] = ["context", "scratch"];

/// Official images that people copy from by their bare names.
const IMAGES: [&str; 24] = [
    "alpine", "bash", "busybox", "caddy", "composer", "consul", "debian", "docker", "golang",
    "gradle", "httpd", "julia", "maven", "nginx", "node", "openjdk", "perl", "php", "python",
    "redis", "ruby", "rust", "traefik", "ubuntu",
];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for stage in build.stages() {
        judge_name(build, stage, hits);
        judge_base(build, stage, hits);
        for instruction in &stage.instructions {
            for (name, span) in instruction.references() {
                judge_reference(build, stage, instruction, (name, span), hits);
            }
        }
    }
}

fn judge_name(build: &Build, stage: &Stage, hits: &mut Hits) {
    let Some(name) = stage.name() else { return };
    let place = build.place(name.span());
    let mut earlier = build.stages()[..stage.index].iter();
    if RESERVED.iter().any(|reserved| name.raw().eq_ignore_ascii_case(reserved)) {
        hits.case("reserved", place, [("name", &name.raw())]);
    } else if let Some(first) = earlier.find(|earlier| earlier.is_named(name.raw()))
        && let Some(first) = first.name()
    {
        let found = hits.case("duplicate", place, [("name", &name.raw())]);
        found.related("first", build.place(first.span()));
    }
}

/// Of a stage's name, BuildKit only finds the lower case in `FROM`.
fn judge_base(build: &Build, stage: &Stage, hits: &mut Hits) {
    let Some((base, word)) = build.base_stage(stage).zip(stage.image()) else { return };
    let name = word.known().unwrap_or_default();
    if name.contains(char::is_uppercase)
        && let Some(declared) = base.name()
    {
        let lower = name.to_lowercase();
        let found =
            hits.case("case", build.place(word.span()), [("name", &name), ("lower", &lower)]);
        found.related("stage", build.place(declared.span()));
    }
}

fn judge_reference(
    build: &Build,
    stage: &Stage,
    instruction: &Instruction,
    (name, span): (&str, Span),
    hits: &mut Hits,
) {
    let place = build.place(span);
    let keyword = instruction.keyword.as_str();
    // A mount knows no numbers.
    let number = name.parse::<usize>().ok().filter(|_| instruction.keyword == Keyword::Copy);
    let stages = build.stages();
    if name.contains('$') {
        hits.case("variable", place, [("name", &name), ("keyword", &keyword)]);
    } else if number.is_some_and(|number| number >= stages.len()) {
        let last = stages.len() - 1;
        hits.case("number", place, [("number", &name), ("last", &last)]);
    } else if let Some(meant) = meant(build, name, number, stage.index) {
        let case = if meant.index == stage.index { "own" } else { "later" };
        let declared = build.place(meant.name().map_or(meant.from.keyword_span, Word::span));
        hits.case(case, place, [("name", &name)]).related("stage", declared);
    } else if number.is_none()
        && build.stage_named(name, stage.index).is_none()
        && !IMAGES.contains(&name)
    {
        let others = stages.iter().filter(|other| other.index < stage.index);
        let names = others.filter_map(Stage::name).map(Word::raw);
        if let Some(near) = nearest::misspelt(name, names) {
            hits.case("near", place, [("name", &name), ("near", &near)]);
        }
    }
}

/// The stage that a reference from stage `from` means, if that is not an earlier one.
fn meant<'a>(
    build: &'a Dockerfile,
    name: &str,
    number: Option<usize>,
    from: usize,
) -> Option<&'a Stage> {
    if build.stage_named(name, from).is_some() {
        return None;
    }
    let stages = build.stages();
    number.map_or_else(|| stages.iter().find(|stage| stage.is_named(name)), |at| stages.get(at))
}
