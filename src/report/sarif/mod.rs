//! The report for code scanning and editors: SARIF 2.1.0.
//!
//! It keeps to what GitHub reads: one location a result, with all four coordinates; the severity as
//! `security-severity` for rules about security and as `problem.severity` for the others; related
//! places linked from the message.

mod fix;
mod line_hash;
mod rule;
mod taxonomy;
mod uri;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use serde::Serialize;

use self::fix::Fix;
use self::line_hash::LineHashes;
use self::rule::Descriptor;
use self::taxonomy::{Component, ComponentReference, Taxonomies};
use self::uri::ArtifactLocation;
use super::{Report, SIMULATOR, Stream, Style};
use crate::error::Error;
use crate::finding::{Finding, Fingerprint, Place};
use crate::lang::{Lang, Text};
use crate::rule::Rule;
use crate::source::{Source, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const SEE: Text = Text { en: "{message}. See {links}.", zh: "{message}。参见{links}。" };
const LANGUAGE: Text = Text { en: "en-US", zh: "zh-CN" };

/// Writes the report.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let accepted = report.suppressed.iter().filter(|_| style.show_suppressed);
    let accepted = accepted.map(|accepted| (&accepted.finding, Some(accepted.reason.as_str())));
    let findings: Vec<(&Finding, Option<&str>)> =
        report.findings.iter().map(|finding| (finding, None)).chain(accepted).collect();
    let rules = rules_in_use(report, &findings);
    let taxonomies = Taxonomies::of(&rules);
    let context = Context {
        lang,
        rules: &rules,
        line_hashes: line_hashes(&findings),
        // The standard wants `suppressions` on all results or on none.
        with_suppressions: findings.iter().any(|(_, reason)| reason.is_some()),
    };
    let errors = report.errors.iter().map(|error| ("error", error));
    let warnings = report.warnings.iter().map(|warning| ("warning", warning));
    let told: Vec<(&str, &Error)> = errors.chain(warnings).collect();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                supported_taxonomies: taxonomies.supported(),
                rules: Stream::new(&rules, |rule| Descriptor::new(rule, &taxonomies, lang)),
            },
        },
        taxonomies: taxonomies.components(lang),
        automation_details: AutomationDetails { id: "seaworthy/" },
        language: LANGUAGE.get(lang),
        column_kind: "unicodeCodePoints",
        invocations: [Invocation {
            execution_successful: report.errors.is_empty(),
            tool_execution_notifications: Stream::new(&told, |&(level, error)| {
                Notification::new(level, error, lang)
            }),
        }],
        results: Stream::new(&findings, |&(finding, reason)| context.result(finding, reason)),
        properties: report.is_simulated.then_some(RunProperties { backend: SIMULATOR }),
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// The rules that were judged or have results, by code.
fn rules_in_use(report: &Report, findings: &[(&Finding, Option<&str>)]) -> Vec<&'static Rule> {
    let of_units = report.units.iter().flat_map(|unit| {
        let lists = [&unit.passed, &unit.failed, &unit.unknown, &unit.suppressed];
        let attested = unit.attested.iter().map(|(rule, _)| *rule);
        lists.into_iter().flatten().copied().chain(attested)
    });
    let of_findings = findings.iter().map(|(finding, _)| finding.rule);
    let by_code: BTreeMap<&str, &Rule> =
        of_units.chain(of_findings).map(|rule| (rule.code, rule)).collect();
    by_code.into_values().collect()
}

fn line_hashes(findings: &[(&Finding, Option<&str>)]) -> HashMap<*const Source, LineHashes> {
    let mut hashes = HashMap::new();
    for (finding, _) in findings {
        let source = &finding.place.source;
        hashes.entry(Arc::as_ptr(source)).or_insert_with(|| LineHashes::new(source.text()));
    }
    hashes
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<D, N, R> {
    tool: Tool<D>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxonomies: Vec<Component>,
    automation_details: AutomationDetails,
    language: &'static str,
    column_kind: &'static str,
    invocations: [Invocation<N>; 1],
    results: R,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RunProperties>,
}

#[derive(Serialize)]
struct RunProperties {
    backend: &'static str,
}

#[derive(Serialize)]
struct Tool<D> {
    driver: Driver<D>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<D> {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supported_taxonomies: Vec<ComponentReference>,
    rules: D,
}

/// What keeps the uploads of several tools, or of parts of a repository, from replacing each other.
#[derive(Serialize)]
struct AutomationDetails {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<N> {
    execution_successful: bool,
    tool_execution_notifications: N,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'a str,
    message: Message,
    locations: [NotificationLocation; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationLocation {
    physical_location: PhysicalLocation,
}

impl<'a> Notification<'a> {
    fn new(level: &'a str, error: &Error, lang: Lang) -> Self {
        let region = error.place.as_ref().map(|(source, span)| Region::new(source, *span));
        let artifact_location = ArtifactLocation::new(&error.file);
        let physical_location = PhysicalLocation { artifact_location, region };
        Self {
            level,
            message: Message { text: error.message.say(lang) },
            locations: [NotificationLocation { physical_location }],
        }
    }
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

impl PhysicalLocation {
    fn new(place: &Place) -> Self {
        Self {
            artifact_location: ArtifactLocation::new(place.source.name()),
            region: Some(Region::new(&place.source, place.span)),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn new(source: &Source, span: Span) -> Self {
        let (start, end) = (source.position(span.start), source.position(span.end));
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultEntry<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'a str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Fix<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
    kind: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelatedLocation {
    id: usize,
    message: Message,
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_location_line_hash: Option<String>,
    #[serde(rename = "seaworthy/v1")]
    own: Fingerprint,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'a str,
    justification: &'a str,
}

/// The template that a result comes from.
#[derive(Serialize)]
struct Properties<'a> {
    template: &'a str,
    approximate: bool,
}

/// What results have in common.
struct Context<'a> {
    lang: Lang,
    rules: &'a [&'static Rule],
    line_hashes: HashMap<*const Source, LineHashes>,
    with_suppressions: bool,
}

impl Context<'_> {
    fn result<'a>(&self, finding: &'a Finding, reason: Option<&'a str>) -> ResultEntry<'a> {
        let place = &finding.place;
        let related_locations = (1..).zip(&finding.related).map(|(id, related)| RelatedLocation {
            id,
            message: Message { text: related.message.say(self.lang) },
            physical_location: PhysicalLocation::new(&related.place),
        });
        let suppression = |justification| Suppression { kind: "inSource", justification };
        let properties = place.origin.as_ref().map(|origin| Properties {
            template: &origin.template,
            approximate: origin.approximate,
        });
        let rule = finding.rule;
        let index = self.rules.binary_search_by_key(&rule.code, |rule| rule.code);
        let hashes = self.line_hashes.get(&Arc::as_ptr(&place.source));
        ResultEntry {
            rule_id: rule.code,
            rule_index: index.expect("internal: a rule with results is in use"),
            level: rule::level(finding.severity),
            message: Message { text: self.message(finding) },
            locations: [Location {
                physical_location: PhysicalLocation::new(place),
                logical_locations: [LogicalLocation {
                    fully_qualified_name: &finding.unit,
                    kind: "resource",
                }],
            }],
            related_locations: related_locations.collect(),
            partial_fingerprints: Fingerprints {
                primary_location_line_hash: hashes.and_then(|all| all.get(place.start().line)),
                own: finding.fingerprint,
            },
            fixes: Fix::of(finding, self.lang).map(|fix| [fix]),
            suppressions: self
                .with_suppressions
                .then(|| reason.map(suppression).into_iter().collect()),
            properties,
        }
    }

    /// What is wrong, with links to the related places: GitHub shows no others.
    fn message(&self, finding: &Finding) -> String {
        let message = finding.message(self.lang);
        if finding.related.is_empty() {
            return message;
        }
        let link = |(id, text): (usize, String)| format!("[{}]({id})", link_text(&text));
        let texts = finding.related.iter().map(|related| related.message.say(self.lang));
        let links: Vec<_> = (1..).zip(texts).map(link).collect();
        let separator = Text { en: ", ", zh: "、" }.get(self.lang);
        SEE.with([("message", &message), ("links", &links.join(separator))]).say(self.lang)
    }
}

/// A text that can stand between the brackets of a link.
fn link_text(text: &str) -> String {
    text.replace('\\', r"\\").replace('[', r"\[").replace(']', r"\]")
}
