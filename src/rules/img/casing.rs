use crate::dockerfile::{Instruction, Keyword};
use crate::rule::Hits;
use crate::run::Build;
use crate::source::Span;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let written = |span: Span| build.source().slice(span);
    let all = build.instructions().filter(|instruction| instruction.keyword != Keyword::Unknown);
    let keywords: Vec<Span> = all.map(|instruction| instruction.keyword_span).collect();
    let lower = keywords.iter().filter(|span| is_lower(written(**span))).count();
    let upper = keywords.iter().filter(|span| is_upper(written(**span))).count();
    for &span in &keywords {
        let keyword = written(span);
        if if lower > upper { is_lower(keyword) } else { is_upper(keyword) } {
            continue;
        }
        let right = if lower > upper { keyword.to_lowercase() } else { keyword.to_uppercase() };
        hits.case("keyword", build.place(span), [("keyword", &keyword), ("right", &right)]);
    }
    for stage in build.stages() {
        judge_from(build, &stage.from, hits);
        if let Some(name) = stage.name().filter(|name| !is_lower(name.raw())) {
            let right = name.raw().to_lowercase();
            let place = build.place(name.span());
            hits.case("stage", place, [("name", &name.raw()), ("right", &right)]);
        }
    }
}

/// `AS` is written as its `FROM` is.
fn judge_from(build: &Build, from: &Instruction, hits: &mut Hits) {
    let keyword = build.source().slice(from.keyword_span);
    let Some(by) = from.arguments.get(1) else { return };
    let right = match keyword {
        _ if is_lower(keyword) => by.raw().to_lowercase(),
        _ if is_upper(keyword) => by.raw().to_uppercase(),
        _ => return,
    };
    if by.raw() != right {
        hits.case("as", build.place(by.span()), [("as", &by.raw()), ("right", &right)]);
    }
}

fn is_lower(text: &str) -> bool {
    !text.contains(char::is_uppercase)
}

fn is_upper(text: &str) -> bool {
    !text.contains(char::is_lowercase)
}
