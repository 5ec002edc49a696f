//! Whether edits did harm: what is found after them is held against what was found before.
//!
//! A fault is the same if rule and place are, and places move with the text around them; or else if
//! rule, unit and message are: a fault that is shown at something which was edited away is shown at
//! the next best place.

use std::collections::HashMap;

use super::apply::moved;
use super::edit::Edit;
use crate::error::Error;
use crate::finding::Finding;
use crate::lang::{Lang, Message, Text};
use crate::report::Report;
use crate::source::Span;

const WORSE: Text = Text {
    en: "not fixed: with the fixes of this file, this would be found: {code} {message}",
    zh: "未作修复：若修复此文件，会出现新的问题：{code} {message}",
};
const STAYS: Text = Text {
    en: "not fixed: the fixes of this file would not mend this {code}",
    zh: "未作修复：修复此文件并不能消除这里的 {code}",
};
const BREAKS: Text = Text {
    en: "not fixed: with the fixes of this file there would be an error: {message}",
    zh: "未作修复：若修复此文件，会出现错误：{message}",
};

/// The faults that were there before, by file, with their places as they are now.
pub(super) struct Faults<'a> {
    first: &'a Report,
    by_file: HashMap<String, Vec<Fault<'a>>>,
}

struct Fault<'a> {
    code: &'static str,
    at: u32,
    /// As it was found at first; nothing if other edits brought it about.
    first: Option<&'a Finding>,
    mended: bool,
}

/// Something that must not be.
pub(super) struct Harm {
    /// The file that it is in.
    pub(super) file: String,
    /// Where it was before, if it was there.
    pub(super) was: Option<Span>,
    pub(super) message: Message,
}

impl<'a> Faults<'a> {
    pub(super) fn new(first: &'a Report) -> Self {
        let mut by_file: HashMap<String, Vec<Fault>> = HashMap::new();
        for finding in &first.findings {
            let (code, at) = (finding.rule.code, finding.place.span.start);
            let fault = Fault { code, at, first: Some(finding), mended: false };
            by_file.entry(finding.place.source.name().to_owned()).or_default().push(fault);
        }
        Self { first, by_file }
    }

    /// Notes that these faults of a file were mended by these edits.
    pub(super) fn mend(&mut self, file: &str, mended: &[&Finding], edits: &[&Edit]) {
        let faults = self.by_file.entry(file.to_owned()).or_default();
        for finding in mended {
            match faults.iter_mut().find(|fault| fault.is_at(finding)) {
                Some(fault) => fault.mended = true,
                None => faults.push(Fault {
                    code: finding.rule.code,
                    at: finding.place.span.start,
                    first: None,
                    mended: true,
                }),
            }
        }
        for fault in faults {
            fault.at = moved(fault.at, edits);
        }
    }

    /// What is worse in the report that came out in the end.
    pub(super) fn harm(mut self, last: &Report, lang: Lang) -> Vec<Harm> {
        let strange: Vec<&Finding> =
            last.findings.iter().filter(|finding| !self.take(finding, Fault::is_at)).collect();
        let strange: Vec<&Finding> =
            strange.into_iter().filter(|finding| !self.take(finding, Fault::is_like)).collect();
        let mut harm: Vec<Harm> =
            strange.into_iter().map(|finding| self.harm_of(finding, lang)).collect();
        let told = |report: &'a Report| report.errors.iter().chain(&report.warnings);
        let mut before: Vec<&Error> = told(self.first).collect();
        for error in last.errors.iter().chain(&last.warnings) {
            let is_it = |other: &&Error| other.file == error.file && other.message == error.message;
            if let Some(index) = before.iter().position(is_it) {
                before.swap_remove(index);
                continue;
            }
            let message = BREAKS.with([("message", &error.message.say(lang))]);
            harm.push(Harm { file: error.file.clone(), was: None, message });
        }
        harm
    }

    /// Takes away a fault that was not mended and is what was found; whether there is one.
    fn take(&mut self, finding: &Finding, is_it: fn(&Fault<'a>, &Finding) -> bool) -> bool {
        let faults = self.by_file.get_mut(finding.place.source.name());
        let Some(faults) = faults else { return false };
        let index = faults.iter().position(|fault| !fault.mended && is_it(fault, finding));
        index.map(|index| faults.swap_remove(index)).is_some()
    }

    fn harm_of(&self, finding: &Finding, lang: Lang) -> Harm {
        let file = finding.place.source.name().to_owned();
        let (code, said) = (finding.rule.code, finding.message(lang));
        let mut faults = self.by_file.get(&file).into_iter().flatten();
        match faults.find(|fault| fault.is_at(finding)) {
            Some(fault) => Harm {
                file,
                was: fault.first.map(|first| first.place.span),
                message: STAYS.with([("code", &code)]),
            },
            None => {
                Harm { file, was: None, message: WORSE.with([("code", &code), ("message", &said)]) }
            }
        }
    }
}

impl Fault<'_> {
    fn is_at(&self, finding: &Finding) -> bool {
        (self.code, self.at) == (finding.rule.code, finding.place.span.start)
    }

    fn is_like(&self, finding: &Finding) -> bool {
        let same = |first: &Finding| {
            first.unit == finding.unit && first.message(Lang::En) == finding.message(Lang::En)
        };
        self.code == finding.rule.code && self.first.is_some_and(same)
    }
}
