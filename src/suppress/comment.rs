//! Suppressions in comments.

use std::sync::Arc;

use super::{Scope, Suppression};
use crate::document::{Document, File};
use crate::source::Span;

const MARK: &str = "seaworthy:";

/// The suppressions in the comments of a file.
pub(crate) fn in_comments(file: &File) -> Vec<Suppression> {
    let text = file.source.text();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        let line = file.source.position(Span::new(at, at).start).line;
        let Some(line_span) = file.source.line(line) else { continue };
        let Some(hash) = text[line_span.range()][..at - line_span.start as usize].rfind('#') else {
            continue;
        };
        let hash = line_span.start as usize + hash;
        if !text[hash + 1..at].trim().is_empty() || is_content(file, hash) {
            continue;
        }
        let span = Span::new(hash, line_span.end as usize);
        let alone = text[line_span.start as usize..hash].trim().is_empty();
        let region = if alone { next_region(file, line) } else { line_span };
        let said = text[at + MARK.len()..span.end as usize].trim();
        let listed = said.strip_prefix("ignore[").and_then(|rest| rest.split_once(']'));
        let (rules, reason) = listed.unwrap_or_default();
        for rule in rules.split(',').map(str::trim) {
            found.push(Suppression {
                rule: rule.to_owned(),
                reason: reason.trim().to_owned(),
                source: Arc::clone(&file.source),
                span,
                scope: Scope::Region(region),
            });
        }
    }
    found
}

/// Whether what stands here is part of a value, and no comment.
fn is_content(file: &File, byte: usize) -> bool {
    let holds = |document: &Document| matches!(document, Document::Dockerfile(dockerfile) if dockerfile.holds(byte));
    if file.documents.iter().any(holds) {
        return !file.source.text()[..byte].ends_with(['\n', ' ', '\t']) && byte > 0;
    }
    file.documents.iter().any(|document| match document {
        Document::Objects(tree) => tree.scalar_at(byte),
        Document::Compose(compose) => compose.tree.scalar_at(byte),
        Document::Node(node) => node.tree.scalar_at(byte),
        Document::Dockerfile(_) => false,
    })
}

/// What begins on the first line after `line` that is more than a comment.
fn next_region(file: &File, line: usize) -> Span {
    let is_comment = |span: &Span| {
        let text = file.source.slice(*span).trim();
        text.is_empty() || text.starts_with('#')
    };
    let mut lines = (line + 1..).map_while(|n| file.source.line(n));
    let Some(next) = lines.find(|span| !is_comment(span)) else { return Span::default() };
    let begun = file.documents.iter().find_map(|document| match document {
        Document::Objects(tree) => tree.begins_in(next),
        Document::Compose(compose) => compose.tree.begins_in(next),
        Document::Node(node) => node.tree.begins_in(next),
        // Between the lines of an instruction it means the next line, else all of the instruction.
        Document::Dockerfile(dockerfile) => {
            let whole = dockerfile.instruction_in(next)?;
            let is_between = file.source.line(line).is_some_and(|line| whole.start < line.start);
            Some(if is_between { next } else { whole })
        }
    });
    begun.unwrap_or(next)
}
