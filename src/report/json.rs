//! The report for programs: one JSON document, described by `schemas/report.schema.json`.

use std::io;

use serde::Serialize;

use super::{Files, Report, SIMULATOR, Stream, Style, Unit};
use crate::error::Error;
use crate::finding::{Finding, Fingerprint, Place};
use crate::lang::Lang;
use crate::rule::{Profile, Rule, Severity};
use crate::score::{Grade, Score};
use crate::source::{Position, Source, Span};

/// Writes the report.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let suppressed = if style.show_suppressed { report.suppressed.as_slice() } else { &[] };
    let document = Document {
        summary: Summary::new(report),
        units: Stream::new(&report.units, UnitEntry::new),
        findings: Stream::new(&report.findings, |finding| FindingEntry::new(finding, lang)),
        suppressed: Stream::new(suppressed, |accepted| SuppressedEntry {
            finding: FindingEntry::new(&accepted.finding, lang),
            reason: &accepted.reason,
        }),
        errors: Stream::new(&report.errors, |error| ErrorEntry::new(error, lang)),
        warnings: Stream::new(&report.warnings, |warning| ErrorEntry::new(warning, lang)),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<U, F, S, E, W> {
    summary: Summary,
    units: U,
    findings: F,
    suppressed: S,
    errors: E,
    warnings: W,
}

#[derive(Serialize)]
struct Summary {
    files: Files,
    findings: Counts,
    score: Option<usize>,
    grade: Option<Grade>,
    profile: Profile,
    suppressed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<&'static str>,
}

impl Summary {
    fn new(report: &Report) -> Self {
        Self {
            files: report.files,
            findings: Counts {
                high: report.count(Severity::High),
                medium: report.count(Severity::Medium),
                low: report.count(Severity::Low),
            },
            score: report.score.map(Score::value),
            grade: report.score.map(Score::grade),
            profile: report.profile,
            suppressed: report.suppressed.len(),
            backend: report.is_simulated.then_some(SIMULATOR),
        }
    }
}

#[derive(Serialize)]
struct Counts {
    high: usize,
    medium: usize,
    low: usize,
}

#[derive(Serialize)]
struct UnitEntry<'a> {
    kind: &'a str,
    name: &'a str,
    namespace: Option<&'a str>,
    file: &'a str,
    line: usize,
    score: Option<usize>,
    grade: Option<Grade>,
    passed: Vec<&'a str>,
    failed: Vec<&'a str>,
    unknown: Vec<&'a str>,
    suppressed: Vec<&'a str>,
    attested: Vec<Attested<'a>>,
}

#[derive(Serialize)]
struct Attested<'a> {
    code: &'a str,
    text: &'a str,
}

impl<'a> UnitEntry<'a> {
    fn new(unit: &'a Unit) -> Self {
        let codes = |rules: &[&'static Rule]| rules.iter().map(|rule| rule.code).collect();
        let attested = unit.attested.iter().map(|(rule, text)| Attested { code: rule.code, text });
        Self {
            kind: &unit.kind,
            name: &unit.name,
            namespace: unit.namespace.as_deref(),
            file: unit.place.source.name(),
            line: unit.place.start().line,
            score: unit.score.map(Score::value),
            grade: unit.score.map(Score::grade),
            passed: codes(&unit.passed),
            failed: codes(&unit.failed),
            unknown: codes(&unit.unknown),
            suppressed: codes(&unit.suppressed),
            attested: attested.collect(),
        }
    }
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    message: String,
    remediation: String,
    file: &'a str,
    span: SpanEntry,
    unit: &'a str,
    related: Vec<RelatedEntry<'a>>,
    fingerprint: Fingerprint,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fix: Vec<EditEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approximate: Option<bool>,
}

#[derive(Serialize)]
struct SuppressedEntry<'a> {
    #[serde(flatten)]
    finding: FindingEntry<'a>,
    reason: &'a str,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    message: String,
    file: &'a str,
    span: SpanEntry,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    file: &'a str,
    span: SpanEntry,
    text: &'a str,
}

#[derive(Serialize)]
struct SpanEntry {
    start: PositionEntry,
    end: PositionEntry,
}

#[derive(Serialize)]
struct PositionEntry {
    line: usize,
    column: usize,
    byte: usize,
}

impl SpanEntry {
    fn of(source: &Source, span: Span) -> Self {
        let entry = |byte| {
            let Position { line, column, byte } = source.position(byte);
            PositionEntry { line, column, byte }
        };
        Self { start: entry(span.start), end: entry(span.end) }
    }

    fn at(place: &Place) -> Self {
        Self::of(&place.source, place.span)
    }
}

impl<'a> FindingEntry<'a> {
    fn new(finding: &'a Finding, lang: Lang) -> Self {
        let related = finding.related.iter().map(|related| RelatedEntry {
            message: related.message.say(lang),
            file: related.place.source.name(),
            span: SpanEntry::at(&related.place),
        });
        let fix = finding.fix.iter().map(|edit| EditEntry {
            file: edit.source.name(),
            span: SpanEntry::of(&edit.source, edit.span),
            text: &edit.text,
        });
        let origin = finding.place.origin.as_ref();
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: finding.severity,
            message: finding.message(lang),
            remediation: finding.remediation(lang),
            file: finding.place.source.name(),
            span: SpanEntry::at(&finding.place),
            unit: &finding.unit,
            related: related.collect(),
            fingerprint: finding.fingerprint,
            fix: fix.collect(),
            template: origin.map(|origin| origin.template.as_str()),
            approximate: origin.map(|origin| origin.approximate),
        }
    }
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
}

impl<'a> ErrorEntry<'a> {
    fn new(error: &'a Error, lang: Lang) -> Self {
        let position = error.position();
        Self {
            file: &error.file,
            line: position.map(|at| at.line),
            column: position.map(|at| at.column),
            message: error.message.say(lang),
        }
    }
}
