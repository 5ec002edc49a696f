//! What a run has to say, and the formats it can be said in.

mod json;
mod sarif;
mod text;

use std::cmp::Ordering;
use std::io::{self, Write as _};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde::{Serialize, Serializer};

use crate::discover;
use crate::engine::{Judgement, unit_id};
use crate::error::Error;
use crate::finding::{Finding, Fingerprint, Place};
use crate::lang::Lang;
use crate::rule::{Outcome, Profile, Rule, Severity};
use crate::score::Score;
use crate::suppress::Suppressed;

pub(crate) use text::{pad, wrap};

/// A format of reports.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; described by `schemas/report.schema.json`.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
}

impl Format {
    /// All.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Sarif];

    /// As in options.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }

    /// The format of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// What reports say of a node that was not measured on hardware.
pub const SIMULATOR: &str = "simulator";

/// How a report is to look. Only text knows colour, width, lines and `quiet`.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// Whether text is coloured.
    pub color: bool,
    /// How many columns text may take.
    pub width: usize,
    /// Whether accepted findings are shown too.
    pub show_suppressed: bool,
    /// Whether text is only findings and errors, one a line.
    pub quiet: bool,
    /// Whether text shows the lines of files; of what no file is read from it names the places.
    pub lines: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            color: false,
            width: 100,
            show_suppressed: false,
            quiet: false,
            lines: true,
        }
    }
}

/// Writes a report: the same report and style give the same bytes.
pub fn render(
    report: &Report,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    match format {
        Format::Text => text::write(report, style, &mut out),
        Format::Json => json::write(report, style, &mut out),
        Format::Sarif => sarif::write(report, style, &mut out),
    }?;
    out.flush()
}

/// A list that is serialised item by item, so that a large report never stands in memory twice.
struct Stream<'a, T, F>(&'a [T], F);

impl<'a, T, F: Fn(&'a T) -> S, S: Serialize> Stream<'a, T, F> {
    fn new(items: &'a [T], entry: F) -> Self {
        Self(items, entry)
    }
}

impl<'a, T, F: Fn(&'a T) -> S, S: Serialize> Serialize for Stream<'a, T, F> {
    fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The profile in use.
    pub profile: Profile,
    /// How many files there were.
    pub files: Files,
    /// What was judged, in the order of the files.
    pub units: Vec<Unit>,
    /// What was found, in the order of the files.
    pub findings: Vec<Finding>,
    /// What was found and is accepted, with the reason.
    pub suppressed: Vec<Suppressed>,
    /// What could not be done.
    pub errors: Vec<Error>,
    /// What does not work as its author thinks: suppressions that are not used, or lack a reason.
    pub warnings: Vec<Error>,
    /// All units together; nothing if nothing was judged.
    pub score: Option<Score>,
    /// Whether a node was measured on the simulator, and not on hardware.
    pub is_simulated: bool,
}

/// How many files a run met.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, serde::Serialize)]
pub struct Files {
    /// Read, and with something to judge in them.
    pub read: usize,
    /// Met, but neither Kubernetes, Compose nor Dockerfile.
    pub skipped: usize,
    /// Not readable, or with something broken in them.
    pub failed: usize,
}

/// What was judged, and how it came out.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The kind of a Kubernetes object, `Image`, `ComposeFile` or `ComposeService`.
    pub kind: String,
    /// Its name; of an image and a Compose file the path of the file.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// Where it is.
    pub place: Place,
    /// Rules that are met.
    pub passed: Vec<&'static Rule>,
    /// Rules that are broken.
    pub failed: Vec<&'static Rule>,
    /// Rules that depend on a value that is not known.
    pub unknown: Vec<&'static Rule>,
    /// Rules whose findings are all accepted. They do not count.
    pub suppressed: Vec<&'static Rule>,
    /// How rules are met that a manifest cannot prove. They count as met.
    pub attested: Vec<(&'static Rule, String)>,
    /// Its score; nothing if no rule could be judged.
    pub score: Option<Score>,
}

impl Unit {
    /// A unit, and its open findings: those that the judgement still has.
    fn new(judgement: Judgement, profile: Profile) -> (Self, Vec<Finding>) {
        let is_open =
            |rule: &Rule| judgement.findings.iter().any(|finding| finding.rule.code == rule.code);
        let (mut failed, mut unknown, mut suppressed) = (Vec::new(), Vec::new(), Vec::new());
        let mut attested = Vec::new();
        for &(rule, outcome) in &judgement.outcomes {
            match outcome {
                Outcome::Passed | Outcome::Skipped => {}
                Outcome::Unknown => unknown.push(rule),
                Outcome::Failed if is_open(rule) => failed.push(rule),
                Outcome::Failed => suppressed.push(rule),
                Outcome::Attested => {
                    let text = judgement.attestation(rule).unwrap_or_default();
                    attested.push((rule, text.to_owned()));
                }
            }
        }
        let passed = judgement.passed.len() + attested.len();
        let is_high = |finding: &Finding| finding.severity == Severity::High;
        let score = Score {
            passed,
            judged: passed + failed.len(),
            // The checklist profile knows no cap.
            capped: profile != Profile::Checklist && judgement.findings.iter().any(is_high),
        };
        let unit = Self {
            kind: judgement.kind,
            name: judgement.name,
            namespace: judgement.namespace,
            place: judgement.place,
            passed: judgement.passed,
            failed,
            unknown,
            suppressed,
            attested,
            score: (score.judged > 0).then_some(score),
        };
        (unit, judgement.findings)
    }

    /// How reports name it: `Deployment/namespace/name`, `Image/path`.
    pub fn id(&self) -> String {
        unit_id(&self.kind, self.namespace.as_deref(), &self.name)
    }

    /// How many rules have anything to say about it.
    fn rules(&self) -> usize {
        self.score.map_or(0, |score| score.judged) + self.unknown.len() + self.suppressed.len()
    }
}

impl Report {
    /// How many open findings are this bad.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many open findings `--fix` mends: standard input is no file that could be.
    pub fn fixable(&self) -> usize {
        let is_fixable = |finding: &&Finding| {
            !finding.fix.is_empty() && finding.place.source.name() != discover::STDIN
        };
        self.findings.iter().filter(is_fixable).count()
    }

    /// Puts together what was judged: accepted findings apart, the others once each and in order,
    /// units with their scores.
    pub(crate) fn new(
        judgements: Vec<Judgement>,
        suppressed: Vec<Suppressed>,
        profile: Profile,
    ) -> Self {
        let count = judgements.iter().map(|judgement| judgement.findings.len()).sum();
        let mut report = Self {
            profile,
            files: Files::default(),
            units: Vec::with_capacity(judgements.len()),
            findings: Vec::with_capacity(count),
            suppressed,
            errors: Vec::new(),
            warnings: Vec::new(),
            score: None,
            is_simulated: false,
        };
        let mut seen = HashSet::with_capacity(count);
        let mut counters: HashMap<u64, usize> = HashMap::with_capacity(count);
        for mut judgement in judgements {
            report.errors.append(&mut judgement.errors);
            let (unit, mut findings) = Unit::new(judgement, profile);
            if unit.rules() > 0 {
                report.units.push(unit);
            }
            // A place that several units reach through a YAML alias has its faults once.
            let key = |finding: &Finding| {
                (finding.rule.code, Arc::as_ptr(&finding.place.source), finding.place.span)
            };
            findings.retain(|finding| !seen.contains(&key(finding)));
            seen.extend(findings.iter().map(key));
            // Mostly units stand in order, too, and then so does everything.
            findings.sort_by(in_order);
            for mut finding in findings {
                finding.fingerprint = fingerprint(&finding, &mut counters);
                report.findings.push(finding);
            }
        }
        for Suppressed { finding, .. } in &mut report.suppressed {
            finding.fingerprint = fingerprint(finding, &mut counters);
        }
        report.sort();
        report.score = Score::pooled(report.units.iter().filter_map(|unit| unit.score));
        report
    }

    /// Puts the findings in order.
    pub(crate) fn sort(&mut self) {
        self.findings.sort_by(in_order);
    }
}

/// By file, place and rule.
fn in_order(one: &Finding, other: &Finding) -> Ordering {
    let place = |finding: &Finding| (finding.place.span, finding.rule.code);
    let names = one.place.source.name().cmp(other.place.source.name());
    names.then_with(|| place(one).cmp(&place(other)))
}

/// Made of the rule, the file, the unit and the path: the same after lines have moved. What is the
/// same in all of these is counted.
fn fingerprint(finding: &Finding, counters: &mut HashMap<u64, usize>) -> Fingerprint {
    let place = &finding.place;
    let hash = fnv1a([finding.rule.code, place.source.name(), &finding.unit, &place.path]);
    let count = counters.entry(hash).or_default();
    *count += 1;
    Fingerprint { hash, count: *count }
}

/// The FNV-1a hash of texts with NUL between them, which stays the same in every release, as Rust's own
/// hashers do not.
fn fnv1a(texts: [&str; 4]) -> u64 {
    let [first, rest @ ..] = texts;
    let bytes =
        first.bytes().chain(rest.into_iter().flat_map(|text| [0].into_iter().chain(text.bytes())));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
