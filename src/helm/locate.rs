//! From rendered text back to the templates.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::outline;
use crate::discover::shown;
use crate::document::File;
use crate::error::Error;
use crate::finding::{Origin, Place};
use crate::lang::Lang;
use crate::report::Report;
use crate::source::{Source, Span};

/// Larger documents are not compared with their templates: etcd, and so Kubernetes, takes none.
const MAX_DOCUMENT: usize = 3 << 19;

/// Takes all places of a report that lie in rendered text to the templates that they come from, or
/// at least names these. Costs nothing if no file was rendered.
pub fn name_templates(report: &mut Report, files: &[File]) {
    let rendered = files.iter().filter(|file| !file.origins.is_empty());
    let rendered: HashMap<_, _> = rendered.map(|file| (Arc::as_ptr(&file.source), file)).collect();
    if rendered.is_empty() {
        return;
    }
    let mut back = Back { rendered, templates: HashMap::new() };
    for unit in &mut report.units {
        back.place(&mut unit.place);
    }
    let accepted = report.suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
    for finding in report.findings.iter_mut().chain(accepted) {
        back.place(&mut finding.place);
        for related in &mut finding.related {
            back.place(&mut related.place);
        }
    }
    for error in report.errors.iter_mut().chain(&mut report.warnings) {
        back.error(error);
    }
    // What several sets of values have in common is one fault of the template.
    let mut seen = HashSet::new();
    report.findings.retain(|finding| {
        let place = &finding.place;
        let at = (Arc::as_ptr(&place.source), place.span);
        place.origin.is_none() || seen.insert((at, finding.rule.code, finding.message(Lang::En)))
    });
    report.sort();
}

/// The way back.
struct Back<'a> {
    rendered: HashMap<*const Source, &'a File>,
    /// Templates that were read; nothing for those that cannot be.
    templates: HashMap<PathBuf, Option<Arc<Source>>>,
}

/// A place in a template, or only the template's name.
struct Located {
    template: String,
    place: Option<(Arc<Source>, Span, bool)>,
}

impl Back<'_> {
    fn place(&mut self, place: &mut Place) {
        let Some(located) = self.locate(&place.source, place.span) else { return };
        let mut approximate = true;
        if let Some((source, span, exact)) = located.place {
            (place.source, place.span, approximate) = (source, span, !exact);
        }
        place.origin = Some(Origin { template: located.template, approximate });
    }

    fn error(&mut self, error: &mut Error) {
        let Some((source, span)) = &error.place else { return };
        let Some(located) = self.locate(source, *span) else { return };
        let Some((source, span, _)) = located.place else { return };
        source.name().clone_into(&mut error.file);
        error.place = Some((source, span));
    }

    fn locate(&mut self, source: &Arc<Source>, span: Span) -> Option<Located> {
        let file = self.rendered.get(&Arc::as_ptr(source))?;
        let document = file.origins.around(span)?;
        let template = source.slice(document.template);
        let path = file.origins.chart_with(template).and_then(|chart| chart.template(template));
        let place = path.and_then(|path| {
            let target = self.read(path)?;
            let (span, exact) = move_span(source, span, document.document, &target)?;
            Some((target, span, exact))
        });
        Some(Located { template: template.to_owned(), place })
    }

    fn read(&mut self, path: PathBuf) -> Option<Arc<Source>> {
        let read = |path: &PathBuf| {
            let text = fs::read_to_string(path).ok()?;
            Some(Arc::new(Source::new(shown(path), text)))
        };
        self.templates.entry(path).or_insert_with_key(read).clone()
    }
}

/// The span in a template for one in the rendered `document`, and whether it is exact.
fn move_span(source: &Source, span: Span, document: Span, target: &Source) -> Option<(Span, bool)> {
    if document.range().len().max(target.text().len()) > MAX_DOCUMENT {
        return None;
    }
    let rendered: Vec<&str> = source.slice(document).lines().collect();
    let template: Vec<&str> = target.text().lines().collect();
    let first = source.position(document.start).line;
    let number = source.position(span.start).line;
    let found = outline::find(&rendered, number - first, &template)?;
    let (from, to) = (content(source, number)?, content(target, found.line + 1)?);
    if !found.exact {
        return Some((to, false));
    }
    let start = to.start + span.start.saturating_sub(from.start);
    let end = (start + span.end.saturating_sub(span.start)).min(to.end);
    Some((Span { start, end: end.max(start) }, true))
}

/// The span of a line without the spaces around it.
fn content(source: &Source, line: usize) -> Option<Span> {
    let span = source.line(line)?;
    let text = source.slice(span);
    let start = span.start as usize + (text.len() - text.trim_start().len());
    Some(Span::new(start, start + text.trim().len()))
}
