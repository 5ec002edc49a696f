//! From a text to its documents. The one place that knows the YAML parser.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};
use rayon::prelude::*;

use super::build::{self, Builder, MAX_DEPTH, Written};
use super::{Tree, json};
use crate::lang::Text;
use crate::source::{Problem, Source, Span};

const SYNTAX: Text = Text { en: "invalid YAML: {detail}", zh: "YAML 语法错误：{detail}" };
const TEMPLATE: Text = Text {
    en: "invalid YAML: {detail}; this looks like a template that was not rendered: check the output of `helm template`, or the chart's directory",
    zh: "YAML 语法错误：{detail}；这看起来是未渲染的模板：请检查 `helm template` 的输出，或直接指定 chart 目录",
};
const TOO_MANY: Text = Text {
    en: "more than {limit} documents in one file; those from here on are not judged",
    zh: "单个文件超过 {limit} 个文档；从此处开始的文档不再检查",
};
const ROOT_TAB: Text = Text {
    en: "invalid YAML: a tab cannot start a token",
    zh: "YAML 语法错误：记号不能以制表符开头",
};

/// Files with more documents are cut off here: each costs memory, however small it is.
pub(super) const MAX_DOCUMENTS: usize = 10_000;

/// What a text holds.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Its documents, those without content left out.
    pub trees: Vec<Tree>,
    /// What was wrong. A broken document has no tree; the others are whole.
    pub problems: Vec<Problem>,
}

/// Parses a text of YAML documents, or of JSON values one after another.
pub fn parse(source: &Arc<Source>) -> Parsed {
    if source.text().trim_start().starts_with('{') {
        // Like kubectl: what begins like JSON may still be YAML.
        let parsed = json::parse(source);
        if parsed.problems.is_empty()
            || parsed.trees.len() == MAX_DOCUMENTS
            || Path::new(source.name()).extension().is_some_and(|extension| extension == "json")
        {
            return parsed;
        }
        // A broken stream of JSON is no YAML either, or less of it.
        let yaml = parse_yaml(source);
        let is_stream = !yaml.problems.is_empty() && yaml.trees.len() < parsed.trees.len();
        return if is_stream { parsed } else { yaml };
    }
    parse_yaml(source)
}

fn parse_yaml(source: &Arc<Source>) -> Parsed {
    let mut all = Parsed::default();
    for parts in documents(source.text()).chunks(MAX_DOCUMENTS) {
        let parsed: Vec<_> =
            parts.par_iter().map(|part| parse_part(source, part.clone())).collect();
        for parsed in parsed {
            all.trees.extend(parsed.trees);
            all.problems.extend(parsed.problems);
        }
        if all.is_cut_off() {
            break;
        }
    }
    all
}

impl Parsed {
    /// Drops the documents that are too many, if any are, and says so.
    pub(super) fn is_cut_off(&mut self) -> bool {
        let Some(first) = self.trees.get(MAX_DOCUMENTS) else { return false };
        let message = TOO_MANY.with([("limit", &MAX_DOCUMENTS)]);
        let problem = Problem::new(first.root().span(), message);
        // What is broken beyond is cut off as well.
        self.problems.retain(|other| other.span.start < problem.span.start);
        self.problems.push(problem);
        self.trees.truncate(MAX_DOCUMENTS);
        true
    }
}

/// Splits a text before every line that starts a document. `---` at the start of a line cannot be
/// anything else: no scalar may hold it there.
fn documents(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), b"\n---").map(|at| at + 1) {
        let ends = text[at + 3..].chars().next().is_none_or(char::is_whitespace);
        // Directives and comments belong to the document that they stand before.
        let begun = || {
            text[start..at].lines().any(|line| !line.is_empty() && !line.starts_with(['%', '#']))
        };
        if ends && begun() {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..text.len());
    parts
}

/// Parses the documents in one part of a text, up to the first error.
fn parse_part(source: &Arc<Source>, part: Range<usize>) -> Parsed {
    let text = &source.text()[part.clone()];
    let templated = text.contains("{{") || text.contains("${");
    let mut options = granit_parser::options! {
        block_nesting_limit: MAX_DEPTH + 1,
        flow_nesting_limit: MAX_DEPTH + 1,
    };
    options.set_emit_comments(false);

    let mut parsed = Parsed::default();
    let mut builder = Builder::new(source, templated);
    for event in Parser::new_from_str_with_options(text, options) {
        let built = match event {
            Ok((Event::DocumentEnd, _)) => {
                let done =
                    std::mem::replace(&mut builder, Builder::new(source, templated)).finish();
                if done.root().exists() {
                    parsed.trees.push(done);
                }
                continue;
            }
            Ok((event, span)) => {
                let range = span.byte_range().expect("internal: parsed from a str");
                build(
                    &mut builder,
                    &event,
                    Span::new(part.start + range.start, part.start + range.end),
                )
            }
            Err(error) => Err(problem(&error, text, part.start, templated)),
        };
        if let Err(problem) = built {
            parsed.problems.push(problem);
            return parsed;
        }
    }
    let tab = root_tab(&parsed.trees);
    parsed.problems.extend(tab);
    parsed
}

fn build(builder: &mut Builder, event: &Event, span: Span) -> Result<(), Problem> {
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            // A value that is left out arrives as `~` of no length.
            let text = if span.start == span.end { "" } else { text.as_ref() };
            let plain = *style == ScalarStyle::Plain
                && !tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
            builder.scalar(&Written { text, span, plain, anchor: *anchor });
        }
        Event::Alias(anchor) => builder.alias(*anchor, span)?,
        Event::MappingStart(style, anchor, _) => {
            builder.start(true, *anchor, opening(*style, span))?;
        }
        Event::SequenceStart(style, anchor, _) => {
            builder.start(false, *anchor, opening(*style, span))?;
        }
        Event::MappingEnd | Event::SequenceEnd => builder.end(span),
        _ => {}
    }
    Ok(())
}

/// Where a collection starts: at its bracket, or at its first child.
fn opening(style: StructureStyle, span: Span) -> Span {
    let end = if style == StructureStyle::Flow { span.end } else { span.start };
    Span { start: span.start, end }
}

fn problem(error: &ScanError, text: &str, offset: usize, templated: bool) -> Problem {
    let at = error.marker().byte_offset().unwrap_or_default().min(text.len());
    // An error at the end of the text is shown where the text ends, not on a line of nothing.
    let at =
        if text[at..].trim().is_empty() { text.trim_end().len().saturating_sub(1) } else { at };
    let at = text.floor_char_boundary(at);
    let width = text[at..].chars().next().map_or(0, char::len_utf8);
    let start = offset + at;
    let span = Span::new(start, start + width);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return build::too_deep(span);
    }
    let said = if templated && text.contains("{{") { TEMPLATE } else { SYNTAX };
    Problem::new(span, said.with([("detail", &error.info())]))
}

/// A tab before the first token of a document: the parser takes it, kubectl does not.
fn root_tab(trees: &[Tree]) -> Option<Problem> {
    let tree = trees.iter().find(|tree| tree.root().is_mapping())?;
    let start = tree.root().extent().start as usize;
    let before = tree.source().text()[..start].rsplit('\n').next()?;
    if !before.contains('\t') {
        return None;
    }
    Some(Problem::new(Span::new(start - before.len(), start), ROOT_TAB))
}
