//! The line for node-problem-detector's custom plugins, which take the exit code for the condition
//! and the line for its message.

use seaworthy::finding::Finding;
use seaworthy::lang::Text;

use super::Manner;
use crate::judged::{Judged, Verdict};

const SIMULATED: &str = "backend: simulator; ";
const FIT: Text = Text {
    en: "fit to serve: grade {grade}, NPUs {npus}",
    zh: "可以提供服务：评级 {grade}，NPU {npus} 个",
};
const UNKNOWN: Text = Text { en: "could not be measured: {codes}", zh: "未能测得：{codes}" };

pub(super) fn render(judged: &Judged, manner: &Manner) -> String {
    let marked = if judged.is_simulated() { SIMULATED } else { "" };
    let line = format!("{marked}{}", message(judged, manner)).replace(['\n', '\r'], " ");
    format!("{}\n", cut(&line, manner.max_length))
}

fn message(judged: &Judged, manner: &Manner) -> String {
    let lang = manner.style.lang;
    let findings = &judged.report.findings;
    // Of equals the first.
    let worst = findings.iter().rev().max_by_key(|finding| finding.severity);
    let found = |finding: &Finding| format!("{}: {}", finding.rule.code, finding.message(lang));
    match judged.verdict() {
        Verdict::Fit => {
            let grade = judged.grade().map_or("-", |grade| grade.as_str());
            FIT.with([("grade", &grade), ("npus", &judged.npus())]).say(lang)
        }
        Verdict::NotFit => worst.map(found).unwrap_or_default(),
        Verdict::Unknown => match judged.report.errors.first() {
            Some(error) => error.message.say(lang),
            None => {
                let codes: Vec<_> = judged.unknown().map(|rule| rule.code).collect();
                UNKNOWN.with([("codes", &codes.join(", "))]).say(lang)
            }
        },
    }
}

/// As much of a line as fits into `length` bytes: node-problem-detector would cut what is longer,
/// within a character too.
fn cut(line: &str, length: usize) -> String {
    const MORE: &str = "...";
    if line.len() <= length {
        return line.to_owned();
    }
    let kept = &line[..line.floor_char_boundary(length.saturating_sub(MORE.len()))];
    format!("{kept}{MORE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_between_characters() {
        for (line, length, expected) in
            [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abc..."), ("昇腾昇腾", 8, "昇...")]
        {
            assert_eq!(cut(line, length), expected);
        }
    }
}
