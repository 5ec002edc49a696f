use crate::dockerfile::{Keyword, Reference, Stage, Word};
use crate::nearest;
use crate::rule::Hits;
use crate::run::Build;

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
            for reference in instruction.references() {
                judge_reference(build, stage, reference, hits);
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

fn judge_reference(build: &Build, stage: &Stage, reference: Reference, hits: &mut Hits) {
    let Reference { name, span, keyword } = reference;
    let (place, stages) = (build.place(span), build.stages());
    // A mount knows no numbers.
    let number = name.parse::<usize>().ok().filter(|_| keyword == Keyword::Copy);
    let named = || stages.iter().find(|stage| stage.is_named(name));
    if name.contains('$') {
        hits.case("variable", place, [("name", &name), ("keyword", &keyword.as_str())]);
    } else if build.stage_named(name, stage.index).is_some() {
        // An earlier stage, as it should be.
    } else if let Some(meant) = number.map_or_else(named, |number| stages.get(number)) {
        let case = if meant.index == stage.index { "own" } else { "later" };
        let declared = build.place(meant.name().map_or(meant.from.keyword_span, Word::span));
        hits.case(case, place, [("name", &name)]).related("stage", declared);
    } else if number.is_some() {
        hits.case("number", place, [("number", &name), ("last", &(stages.len() - 1))]);
    } else if let Some(near) = nearest::misspelt(name, earlier_names(build, stage))
        && !IMAGES.contains(&name)
    {
        hits.case("near", place, [("name", &name), ("near", &near)]);
    }
}

fn earlier_names<'a>(build: &'a Build, stage: &Stage) -> impl Iterator<Item = &'a str> {
    build.stages()[..stage.index].iter().filter_map(Stage::name).map(Word::raw)
}
