use crate::dockerfile::{Dockerfile, Instruction, Keyword};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let copies = build.copies();
    if copies.is_empty() {
        return hits.skip();
    }
    for copy in copies {
        let Some((sources, destination)) = copy.copied() else { continue };
        let path = destination.partial();
        let is_folder = path.ends_with(['/', '\\']) || matches!(path, "." | "..");
        let is_fine = sources.len() < 2 || is_folder || copy.flag("parents").is_some();
        if is_fine || build.is_refused(copy) {
            continue;
        }
        // What stands behind the last slash is known if it is no variable.
        if path.rsplit('/').next().is_some_and(|name| name.contains('$')) {
            hits.unknown();
        } else if !is_made(build, copy, path) {
            let (place, keyword) = (build.place(destination.span()), copy.keyword.as_str());
            hits.at(place, [("path", &destination.raw()), ("keyword", &keyword)]);
        }
    }
}

/// Whether a folder is made before something is copied into it.
fn is_made(build: &Dockerfile, copy: &Instruction, path: &str) -> bool {
    let stages = build.stage_at(copy.span).into_iter().flat_map(|stage| build.lineage(stage));
    let all = stages.flat_map(|stage| &stage.instructions);
    let mut before = all.filter(|instruction| instruction.span.start < copy.span.start);
    let is_path = |text: &str| text.trim_end_matches('/') == path;
    before.any(|instruction| {
        let made = instruction.words.all().into_iter().any(|command| {
            command.program() == Some("mkdir")
                && command.arguments().iter().any(|word| is_path(word.text()))
        });
        let entered = || instruction.arguments.iter().any(|word| is_path(word.partial()));
        made || instruction.keyword == Keyword::Workdir && entered()
    })
}
