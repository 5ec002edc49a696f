use crate::dockerfile::{Dockerfile, Instruction, Keyword, Origin, Stage, Use};
use crate::k8s::Image;
use crate::rule::Hits;
use crate::run::Build;

/// Base images whose environment holds PATH and nothing else, so that a variable which the
/// Dockerfile does not define is not defined. Of others nothing can be told without the image.
const BARE_BASES: [&str; 12] = [
    "almalinux",
    "alpine",
    "amazonlinux",
    "archlinux",
    "busybox",
    "centos",
    "debian",
    "fedora",
    "openeuler",
    "rockylinux",
    "ubi-minimal",
    "ubuntu",
];

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for stage in file.stages() {
        for used in stage.from.uses().filter(|used| !used.guarded) {
            if used.origin == Origin::Undeclared {
                hits.case("from", file.place(used.span), [("name", &used.name)]);
            }
        }
        for instruction in &stage.instructions {
            for used in instruction.uses().filter(|used| !used.guarded) {
                judge(file, stage, instruction, used, hits);
            }
        }
    }
}

fn judge(file: &Dockerfile, stage: &Stage, instruction: &Instruction, used: &Use, hits: &mut Hits) {
    let place = file.place(used.span);
    // `ENV PYTHONPATH=/app:$PYTHONPATH` adds to what may be there.
    let extends = instruction.keyword == Keyword::Env
        && instruction.pairs.iter().any(|pair| pair.name.text() == used.name);
    match used.origin {
        Origin::GlobalOnly => {
            let declared = file.globals().iter().flat_map(|global| &global.pairs);
            let global = declared.into_iter().find(|pair| pair.name.text() == used.name);
            let found = hits.case("global", place, [("name", &used.name)]);
            if let Some(pair) = global {
                found.related("declared", file.place(pair.name.span()));
            }
        }
        _ if extends => {}
        Origin::Undeclared => {
            hits.case("undefined", place, [("name", &used.name)]);
        }
        Origin::BaseImage if used.name != "PATH" => {
            let base = file.base_image(stage).map(|word| Image::new(word.partial()));
            if base.is_some_and(|image| BARE_BASES.contains(&image.base_name())) {
                hits.case("undefined", place, [("name", &used.name)]);
            } else {
                hits.unknown();
            }
        }
        _ => {}
    }
}
