//! From rendered text back to the templates.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::{ValueSet, outline};
use crate::discover::shown;
use crate::document::File;
use crate::error::Error;
use crate::finding::{Finding, Origin, Place};
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
        let set = back.set(&unit.place);
        back.place(&mut unit.place);
        name_sets(&mut unit.place, set.as_slice());
    }
    for suppressed in &mut report.suppressed {
        let set = back.set(&suppressed.finding.place);
        back.finding(&mut suppressed.finding);
        name_sets(&mut suppressed.finding.place, set.as_slice());
    }
    let sets: Vec<_> = report.findings.iter().map(|finding| back.set(&finding.place)).collect();
    for finding in &mut report.findings {
        back.finding(finding);
    }
    for error in report.errors.iter_mut().chain(&mut report.warnings) {
        back.error(error);
    }
    merge(&mut report.findings, &sets);
    report.sort();
}

/// Makes one of the findings that several sets of values have in common: they are one fault of the
/// template.
fn merge(findings: &mut Vec<Finding>, sets: &[Option<&ValueSet>]) {
    let mut first = HashMap::new();
    let mut merged: Vec<(Finding, Vec<&ValueSet>)> = Vec::new();
    for (finding, set) in findings.drain(..).zip(sets) {
        let place = &finding.place;
        let next = merged.len();
        let at = (Arc::as_ptr(&place.source), place.span);
        let key = (at, finding.rule.code, finding.message(Lang::En));
        let index = if place.origin.is_some() { *first.entry(key).or_insert(next) } else { next };
        if index == next {
            merged.push((finding, Vec::new()));
        }
        merged[index].1.extend(set);
    }
    findings.extend(merged.into_iter().map(|(mut finding, sets)| {
        name_sets(&mut finding.place, &sets);
        finding
    }));
}

/// Names, beside the template, the sets of values with which it renders this, unless all do.
fn name_sets(place: &mut Place, sets: &[&ValueSet]) {
    let mut names: Vec<_> = sets.iter().map(|set| set.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if let Some(origin) = &mut place.origin
        && sets.first().is_some_and(|set| names.len() < set.of)
    {
        origin.template = format!("{} ({})", origin.template, names.join(", "));
    }
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

impl<'a> Back<'a> {
    /// The set of values behind a place in rendered text, if there are several.
    fn set(&self, place: &Place) -> Option<&'a ValueSet> {
        self.rendered.get(&Arc::as_ptr(&place.source))?.origins.set()
    }

    fn finding(&mut self, finding: &mut Finding) {
        if self.rendered.contains_key(&Arc::as_ptr(&finding.place.source)) {
            // Who mends what was rendered mends nothing: the next rendering has the fault again.
            finding.fix.clear();
        }
        self.place(&mut finding.place);
        for related in &mut finding.related {
            self.place(&mut related.place);
        }
    }

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
