//! Suppressions: findings that somebody accepts, with the reason.
//!
//! - a comment `# seaworthy: ignore[SEC-002] reason` behind a value: what is found on its line;
//! - the same on a line of its own: what is found in the key, list item, document or instruction
//!   that begins on the next line;
//! - an annotation or label `seaworthy.dev/ignore.SEC-002: reason`: what is found in its unit;
//! - an entry under `suppress` in the configuration.
//!
//! One without a reason does nothing, one for a locked rule does nothing, and both are told, as is
//! one that nothing needs any more.

mod accept;
mod comment;

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::Judgement;
use crate::error::Error;
use crate::finding::Finding;
use crate::lang::Text;
use crate::rule::Rule;
use crate::source::{Problem, Source, Span};

use accept::Matcher;
pub(crate) use accept::in_config;
pub(crate) use comment::in_comments;

const NO_REASON: Text = Text {
    en: "this suppression has no effect: it gives no reason",
    zh: "此抑制无效：没有说明理由",
};
const UNUSED: Text = Text {
    en: "nothing is found here that {rule} would suppress; remove this suppression",
    zh: "此处没有需要抑制的 {rule} 问题；请删除此抑制",
};
const LOCKED: Text = Text {
    en: "{rule} cannot be suppressed: the configuration locks it",
    zh: "{rule} 不可抑制：配置已将其锁定",
};
const UNKNOWN: Text = Text {
    en: "no rule is called \"{rule}\"; this has no effect",
    zh: "没有名为 \"{rule}\" 的规则；此处的设置无效",
};
const MALFORMED: Text = Text {
    en: "not understood; write `# seaworthy: ignore[SEC-002] reason`",
    zh: "无法识别；请写成 `# seaworthy: ignore[SEC-002] 理由`",
};

const NO_ATTESTATION: Text = Text {
    en: "this attestation has no effect: it does not say how {rule} is met",
    zh: "此声明无效：没有说明如何满足 {rule}",
};
const NOT_ATTESTABLE: Text = Text {
    en: "this attestation has no effect: {rule} is judged by the manifest alone",
    zh: "此声明无效：{rule} 只依据清单本身判断",
};

/// A finding that is accepted.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
}

/// One accepted rule in one scope.
pub(crate) struct Suppression {
    /// The rule: its code, name, family or group.
    pub(crate) rule: String,
    pub(crate) reason: String,
    /// Where it is written.
    pub(crate) source: Arc<Source>,
    pub(crate) span: Span,
    pub(crate) scope: Scope,
}

/// What a suppression covers.
pub(crate) enum Scope {
    /// What starts in this part of its own text.
    Region(Span),
    /// The unit with this number.
    Unit(usize),
    /// Whatever fits this entry of the configuration.
    Matching(Arc<Matcher>),
}

/// Takes accepted findings out of the judgements. `known` are all rules there are, `run` those that
/// were run: only of these can it be told that a suppression is not used.
pub(crate) fn apply(
    judgements: &mut [Judgement],
    suppressions: Vec<Suppression>,
    locked: &[String],
    known: &[&'static Rule],
    run: &[&'static Rule],
) -> (Vec<Suppressed>, Vec<Error>) {
    let mut warnings = Vec::new();
    let mut warn = |suppression: &Suppression, text: Text| {
        let message = text.with([("rule", &suppression.rule)]);
        warnings.push(Error::located(&suppression.source, Problem::new(suppression.span, message)));
    };
    let mut live = Vec::new();
    for suppression in suppressions {
        let means = |rule: &&Rule| rule.is_selected_by(&suppression.rule);
        let is_locked =
            |rule: &&Rule| means(rule) && locked.iter().any(|name| rule.is_selected_by(name));
        if suppression.rule.is_empty() {
            warn(&suppression, MALFORMED);
        } else if !known.iter().copied().any(|rule| means(&rule)) {
            warn(&suppression, UNKNOWN);
        } else if known.iter().copied().any(|rule| is_locked(&rule)) {
            warn(&suppression, LOCKED);
        } else if suppression.reason.is_empty() {
            warn(&suppression, NO_REASON);
        } else {
            live.push((suppression, false));
        }
    }

    let mut by_text: HashMap<*const Source, Vec<usize>> = HashMap::new();
    let mut by_unit: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut everywhere = Vec::new();
    for (n, (suppression, _)) in live.iter().enumerate() {
        match suppression.scope {
            Scope::Region(_) => {
                by_text.entry(Arc::as_ptr(&suppression.source)).or_default().push(n);
            }
            Scope::Unit(unit) => by_unit.entry(unit).or_default().push(n),
            Scope::Matching(_) => everywhere.push(n),
        }
    }
    let mut suppressed = Vec::new();
    for (unit, judgement) in judgements.iter_mut().enumerate() {
        for finding in std::mem::take(&mut judgement.findings) {
            let of_text = by_text.get(&Arc::as_ptr(&finding.place.source));
            let candidates =
                of_text.into_iter().chain(by_unit.get(&unit)).flatten().chain(&everywhere);
            let mut reason = None;
            for &n in candidates {
                let (suppression, used) = &mut live[n];
                if suppression.covers(&finding, judgement) {
                    *used = true;
                    reason.get_or_insert_with(|| suppression.reason.clone());
                }
            }
            match reason {
                Some(reason) => suppressed.push(Suppressed { finding, reason }),
                None => judgement.findings.push(finding),
            }
        }
    }
    for (suppression, _) in live.iter().filter(|(_, used)| !used) {
        if run.iter().any(|rule| rule.is_selected_by(&suppression.rule)) {
            warn(suppression, UNUSED);
        }
    }
    (suppressed, warnings)
}

impl Suppression {
    fn covers(&self, finding: &Finding, judgement: &Judgement) -> bool {
        finding.rule.is_selected_by(&self.rule)
            && match &self.scope {
                Scope::Region(span) => (span.start..=span.end).contains(&finding.place.span.start),
                Scope::Unit(_) => true,
                Scope::Matching(matcher) => matcher.fits(finding, judgement),
            }
    }
}

/// Attestations that have no effect.
pub(crate) fn idle_attestations(judgements: &[Judgement], known: &[&'static Rule]) -> Vec<Error> {
    let mut warnings = Vec::new();
    for note in judgements.iter().flat_map(|judgement| &judgement.notes) {
        let Some(name) = note.name.strip_prefix("attest.") else { continue };
        let mut meant = known.iter().filter(|rule| rule.is_selected_by(name));
        let text = if meant.clone().next().is_none() {
            UNKNOWN
        } else if !meant.any(|rule| rule.attestable) {
            NOT_ATTESTABLE
        } else if note.text.is_empty() {
            NO_ATTESTATION
        } else {
            continue;
        };
        let message = text.with([("rule", &name)]);
        warnings.push(Error::located(&note.place.source, Problem::new(note.place.span, message)));
    }
    warnings
}

/// The suppressions in the annotations and labels of the units.
pub(crate) fn in_notes(judgements: &[Judgement]) -> Vec<Suppression> {
    let of_unit = |(unit, judgement): (usize, &Judgement)| {
        let ignores = judgement.notes.iter().filter_map(move |note| {
            Some(Suppression {
                rule: note.name.strip_prefix("ignore.")?.to_owned(),
                reason: note.text.clone(),
                source: Arc::clone(&note.place.source),
                span: note.place.span,
                scope: Scope::Unit(unit),
            })
        });
        ignores.collect::<Vec<_>>()
    };
    judgements.iter().enumerate().flat_map(of_unit).collect()
}

#[cfg(test)]
mod tests;
