//! The report for people: that of seaworthy, and whether the node is fit.

use seaworthy::lang::Text;
use seaworthy::report::Format;
use seaworthy::rule::Rule;

use super::{Manner, common};
use crate::judged::{Judged, Verdict};

const FIT: Text = Text { en: "fit to serve", zh: "可以提供服务" };
const NOT_FIT: Text = Text { en: "not fit to serve: {codes}", zh: "不能提供服务：{codes}" };
const UNKNOWN: Text = Text {
    en: "it cannot be told whether it is fit to serve: {codes} could not be measured",
    zh: "无法判断能否提供服务：{codes} 未能测得",
};

pub(super) fn render(judged: &Judged, manner: &Manner) -> String {
    let text = common(Format::Text, judged, &manner.style);
    let Some(unit) = judged.unit().filter(|_| !manner.style.quiet) else { return text };
    let codes = |rules: &[&'static Rule]| -> String {
        rules.iter().map(|rule| rule.code).collect::<Vec<_>>().join(", ")
    };
    let said = match judged.verdict() {
        Verdict::Fit => FIT.into(),
        Verdict::NotFit => NOT_FIT.with([("codes", &codes(&judged.decisive(unit)))]),
        Verdict::Unknown => match judged.unknown().collect::<Vec<_>>().as_slice() {
            [] => return text, // the errors say why
            rules => UNKNOWN.with([("codes", &codes(rules))]),
        },
    };
    let said = said.say(manner.style.lang);
    format!("{text}\n{}: {said}\n", judged.facts.node.name)
}
