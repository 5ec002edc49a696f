use crate::dockerfile::{Flag, Instruction, Keyword, Stage, Word};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let of_scratch = |stage: &&Stage| build.is_from_scratch(stage);
    let stages: Vec<_> = build.stages().iter().filter(of_scratch).collect();
    if stages.is_empty() {
        return hits.skip();
    }
    for stage in stages {
        let in_shell_form =
            stage.instructions.iter().filter(|next| !next.exec && !next.command().is_empty());
        for instruction in in_shell_form {
            // A RUN finds what is there by then, what the container runs all that the stage brings.
            let runs_now = instruction.keyword == Keyword::Run;
            let end = if runs_now { instruction.span.end } else { u32::MAX };
            let all = build.lineage(stage).flat_map(|stage| &stage.instructions);
            if all.filter(|other| other.span.start < end).any(|other| may_bring_shell(other)) {
                hits.unknown();
            } else {
                let keyword = instruction.keyword.as_str();
                hits.at(build.place(instruction.keyword_span), [("keyword", &keyword)]);
            }
        }
    }
}

/// Whether there may be a shell after an instruction in an empty image.
fn may_bring_shell(instruction: &Instruction) -> bool {
    if let Some((sources, destination)) = instruction.copied() {
        let path = destination.partial().trim_start_matches("./").trim_matches('/');
        return match path {
            "" | "." | "bin" => {
                !sources.iter().all(|source| is_other_file(source, instruction.keyword))
            }
            "bin/sh" | "usr" => true,
            _ => path.starts_with('$'),
        };
    }
    let mounts =
        |flag: &Flag| flag.name() == "mount" && matches!(flag.field("type"), None | Some("bind"));
    match instruction.keyword {
        // A program that is copied may make links to itself, as BusyBox does.
        Keyword::Run => instruction.exec || instruction.flags.iter().any(mounts),
        Keyword::Shell => true,
        _ => false,
    }
}

/// Whether a path is that of a file which is no shell. Folders may hold one.
fn is_other_file(source: &Word, keyword: Keyword) -> bool {
    let path = source.partial();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_program = matches!(folder.rsplit('/').next(), Some("bin" | "sbin" | "release"));
    let has_ending = name.contains('.') && keyword == Keyword::Copy;
    let is_shell = ["sh", "bash", "ash", "dash"].contains(&name) || name.contains("busybox");
    let is_one = !path.ends_with(['/', '.']) && !path.contains(['*', '?', '$']);
    is_one && !is_shell && (is_program || has_ending || path.starts_with("<<"))
}
