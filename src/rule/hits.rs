//! Where checks report what they found.

use std::fmt::Display;
use std::sync::Arc;

use super::{Rule, Severity};
use crate::finding::{Finding, Place, Related};
use crate::fix::Edit;
use crate::lang::Message;
use crate::source::Span;
use crate::yaml;

/// What became of a rule on one unit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// It concerns nothing here.
    Skipped,
    Passed,
    Failed,
    /// Broken as far as the manifest tells, but its author says how it is met.
    Attested,
    /// It depends on a value that is not known.
    Unknown,
}

/// What the checks of one rule find on one unit.
pub(crate) struct Hits {
    rule: &'static Rule,
    findings: Vec<Finding>,
    /// Whether any call concerned its subject.
    judged: bool,
    /// Whether the current call said that it does not.
    skipped: bool,
    unknown: bool,
    /// What is missing here may stand elsewhere, so that nothing is known of it.
    pub(crate) partial: Option<Span>,
}

impl Hits {
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Self {
            rule,
            findings: Vec::new(),
            judged: false,
            skipped: false,
            unknown: false,
            partial: None,
        }
    }

    /// The rule is broken here.
    pub(crate) fn at<const N: usize>(
        &mut self,
        place: impl Into<Place>,
        args: [(&'static str, &dyn Display); N],
    ) -> Beside<'_> {
        self.case("", place, args)
    }

    /// The rule is broken here, in the way that has its own message under this name.
    pub(crate) fn case<const N: usize>(
        &mut self,
        case: &str,
        place: impl Into<Place>,
        args: [(&'static str, &dyn Display); N],
    ) -> Beside<'_> {
        let mut cases = self.rule.cases.iter();
        let case = cases.find(|own| own.name == case);
        let case = case.expect("internal: a check names only cases that its rule has");
        self.found(place, case.severity, case.message.with(args))
    }

    /// The rule is broken here, in words that are not the rule's.
    pub(crate) fn saying(&mut self, place: impl Into<Place>, message: Message) -> Beside<'_> {
        self.found(place, self.rule.severity, message)
    }

    fn found(
        &mut self,
        place: impl Into<Place>,
        severity: Severity,
        message: Message,
    ) -> Beside<'_> {
        let place = place.into();
        let is_elsewhere = |whole: Span| place.missing || place.span == whole;
        if place.unresolved || self.partial.is_some_and(is_elsewhere) {
            self.unknown = true;
            return Beside(self.rule, None);
        }
        let finding = Finding::new(self.rule, severity, message, place);
        // What was found already has its related places, too.
        if self.findings.contains(&finding) {
            return Beside(self.rule, None);
        }
        self.findings.push(finding);
        Beside(self.rule, self.findings.last_mut())
    }

    /// The rule does not concern this subject.
    pub(crate) fn skip(&mut self) {
        self.skipped = true;
    }

    /// The rule does not concern this subject, unless what is not known yet makes it.
    pub(crate) fn skip_if_known(&mut self) {
        self.skipped = !self.met_template();
    }

    /// It cannot be told whether the rule is broken here.
    pub(crate) fn unknown(&mut self) {
        self.unknown = true;
    }

    /// Whether the current call has read an unresolved template. What it did not find may be there:
    /// a rule that is broken by an absence then says nothing, and comes out as unknown.
    #[expect(clippy::unused_self, reason = "only a check that is running can ask")]
    pub(crate) fn met_template(&self) -> bool {
        yaml::is_unresolved()
    }

    /// Runs a check on a subject, if the rule has one for it.
    pub(crate) fn run<T>(&mut self, check: Option<fn(&T, &mut Self)>, subject: &T) {
        if let Some(check) = check {
            self.judge(|hits| check(subject, hits));
        }
    }

    /// Judges one subject.
    pub(super) fn judge(&mut self, check: impl FnOnce(&mut Self)) {
        self.skipped = false;
        yaml::take_unresolved();
        check(self);
        self.judged |= !self.skipped;
        self.unknown |= yaml::take_unresolved() && !self.skipped;
    }

    /// What came out, and what was found.
    pub(crate) fn finish(self) -> (Outcome, Vec<Finding>) {
        let outcome = match (self.findings.is_empty(), self.unknown, self.judged) {
            (false, _, _) => Outcome::Failed,
            (true, true, _) => Outcome::Unknown,
            (true, false, true) => Outcome::Passed,
            (true, false, false) => Outcome::Skipped,
        };
        (outcome, self.findings)
    }
}

/// A finding to which related places can be added.
pub(crate) struct Beside<'a>(&'static Rule, Option<&'a mut Finding>);

impl Beside<'_> {
    /// Adds a place that belongs to the finding; `name` is that of its text in the rule.
    pub(crate) fn related(self, name: &str, place: impl Into<Place>) -> Self {
        let found = self.0.related.iter().find(|(key, _)| *key == name);
        let (_, text) = *found.expect("internal: a check uses only texts that its rule has");
        let Some(message) = self.1.as_ref().map(|finding| finding.with_text(text)) else {
            return self;
        };
        self.also(place, message)
    }

    /// Says by which edits, in the same text, the fault is mended, where there is exactly one right
    /// way: nothing of it if one of them cannot be made.
    pub(crate) fn fix(self, edits: impl IntoIterator<Item = Option<Edit>>) -> Self {
        let Self(rule, mut finding) = self;
        if let Some(finding) = &mut finding {
            let source = &finding.place.source;
            let own = |edit: Edit| Arc::ptr_eq(&edit.source, source).then_some(edit);
            let edits: Option<Vec<Edit>> = edits.into_iter().map(|edit| own(edit?)).collect();
            finding.fix = edits.unwrap_or_default();
        }
        Self(rule, finding)
    }

    /// Adds a place that belongs to the finding, in words that are not the rule's.
    pub(crate) fn also(self, place: impl Into<Place>, message: Message) -> Self {
        let Self(rule, mut finding) = self;
        if let Some(finding) = &mut finding {
            finding.related.push(Related { place: place.into(), message });
        }
        Self(rule, finding)
    }
}
