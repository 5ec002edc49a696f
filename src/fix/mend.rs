//! Fixing in memory: rounds of edits and judgements, until nothing is left to fix.
//!
//! Rules look across files, so the whole run is judged again after each round. A file keeps its text
//! if, in the end, a fault that was to be mended is still there, or anything is found that was not
//! there before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apply::{applied, choose};
use super::file::{self, Change};
use super::verdict::{Faults, Harm};
use crate::discover::Found;
use crate::document::File;
use crate::error::Error;
use crate::lang::Lang;
use crate::report::Report;
use crate::source::{Problem, Source};
use crate::{Options, judge};

/// More rounds than edits can lead to one another.
const ROUNDS: usize = 8;

/// A run with all edits made that do no harm; on the disk nothing has changed yet.
#[derive(Debug)]
pub struct Mended {
    /// What remains. Its warnings say which files are not fixed, and why.
    pub report: Report,
    /// The files that change, in order.
    pub changes: Vec<Change>,
    found: Found,
}

/// A file that may change.
struct Open {
    source: Arc<Source>,
    /// Its text as it is on the disk.
    whole: String,
}

impl Mended {
    /// Judges and fixes what was found. `lang` is that in which one message quotes another.
    pub fn new(mut found: Found, options: &Options, lang: Lang) -> Self {
        let first = judge(&found, options);
        let (mut open, mut refused) = open_files(&found, &first);
        loop {
            let mut faults = Faults::new(&first);
            let (last, edited) = attempt(&mut found, &first, &open, &mut faults, options);
            let last = last.unwrap_or_else(|| first.clone());
            let harm = if edited.is_empty() { Vec::new() } else { faults.harm(&last, lang) };
            if harm.is_empty() {
                let changes = changes(&found, &open, &edited, [&first, &last]);
                let mut report = last;
                report.warnings.extend(refused);
                // What could be fixed is; the report must not send anybody to try again.
                for finding in &mut report.findings {
                    finding.fix.clear();
                }
                return Self { report, changes, found };
            }
            for name in &edited {
                found.replace(name, open[name].source.text());
            }
            for (name, error) in blame(&harm, &open, &edited, &first) {
                open.remove(&name);
                refused.push(error);
            }
        }
    }

    /// Writes the changes. What could not be written is an error in the report, and is not changed.
    #[must_use]
    pub fn write(mut self, options: &Options) -> Self {
        let mut errors = Vec::new();
        self.changes.retain(|change| match change.write() {
            Ok(()) => true,
            Err(message) => {
                errors.push(Error::new(&*change.name, message));
                self.found.replace(&change.name, file::unmarked(&change.before));
                false
            }
        });
        if !errors.is_empty() {
            let warnings = std::mem::take(&mut self.report.warnings);
            self.report = judge(&self.found, options);
            self.report.warnings = warnings;
            self.report.errors.append(&mut errors);
        }
        self
    }
}

/// The files that have something to fix, by name; and what is said of those that cannot be.
fn open_files(found: &Found, first: &Report) -> (BTreeMap<String, Open>, Vec<Error>) {
    let (mut open, mut refused) = (BTreeMap::new(), Vec::new());
    let mut fixable: BTreeMap<&str, _> = BTreeMap::new();
    for finding in first.findings.iter().filter(|finding| !finding.fix.is_empty()) {
        fixable.entry(finding.place.source.name()).or_insert(finding.place.span);
    }
    for file in &found.files {
        let span = fixable.get(file.source.name());
        let Some((path, &span)) = file.path.as_deref().zip(span) else { continue };
        let source = Arc::clone(&file.source);
        match file::read(path, source.text()) {
            Ok(whole) => drop(open.insert(source.name().to_owned(), Open { source, whole })),
            Err(message) => refused.push(Error::located(&source, Problem::new(span, message))),
        }
    }
    (open, refused)
}

/// Makes all edits in all open files, from the beginning: the report that comes out, if there are
/// any, and the names of the files.
fn attempt(
    found: &mut Found,
    first: &Report,
    open: &BTreeMap<String, Open>,
    faults: &mut Faults,
    options: &Options,
) -> (Option<Report>, BTreeSet<String>) {
    let (mut last, mut edited) = (None, BTreeSet::new());
    for _ in 0..ROUNDS {
        let findings = &last.as_ref().unwrap_or(first).findings;
        let mut texts = Vec::new();
        for name in open.keys() {
            let of_file = findings.iter().filter(|finding| finding.place.source.name() == name);
            let (mended, edits) = choose(of_file);
            let Some(edit) = edits.first() else { continue };
            faults.mend(name, &mended, &edits);
            texts.push((name.clone(), applied(edit.source.text(), &edits)));
        }
        if texts.is_empty() {
            break;
        }
        for (name, text) in texts {
            found.replace(&name, &text);
            edited.insert(name);
        }
        last = Some(judge(found, options));
    }
    (last, edited)
}

/// The files that must not be edited, each with the reason at a fault of theirs. What shows in a file
/// that was not edited may come from any that was.
fn blame(
    harm: &[Harm],
    open: &BTreeMap<String, Open>,
    edited: &BTreeSet<String>,
    first: &Report,
) -> BTreeMap<String, Error> {
    let mut blamed = BTreeMap::new();
    for Harm { file, was, message } in harm {
        let is_edited = edited.contains(file);
        for name in edited.iter().filter(|name| !is_edited || *name == file) {
            let mut fixable = first.findings.iter().filter(|finding| !finding.fix.is_empty());
            let mut own = || fixable.find(|finding| finding.place.source.name() == name);
            let was = was.filter(|_| is_edited).or_else(|| Some(own()?.place.span));
            let problem = Problem::new(was.unwrap_or_default(), message.clone());
            let error = || Error::located(&open[name].source, problem);
            blamed.entry(name.clone()).or_insert_with(error);
        }
    }
    blamed
}

fn changes(
    found: &Found,
    open: &BTreeMap<String, Open>,
    edited: &BTreeSet<String>,
    [first, last]: [&Report; 2],
) -> Vec<Change> {
    let count = |report: &Report, name: &str| {
        report.findings.iter().filter(|finding| finding.place.source.name() == name).count()
    };
    let files = found.files.iter().filter(|file| edited.contains(file.source.name()));
    let change = |file: &File| {
        let name = file.source.name();
        Some(Change {
            name: name.to_owned(),
            path: file.path.clone()?,
            before: open[name].whole.clone(),
            after: file::marked_like(&open[name].whole, file.source.text()),
            faults: count(first, name).saturating_sub(count(last, name)),
        })
    };
    files.filter_map(change).collect()
}
