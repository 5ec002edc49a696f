//! The grade of every unit and what it was made of, and the sums of the run.

use std::collections::HashMap;
use std::io;

use anstyle::{AnsiColor, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::NARROWEST;
use super::frame::clean;
use super::wrap::{pad, wrap};
use crate::lang::{Lang, Text};
use crate::report::{Report, Style, Unit};
use crate::rule::{Rule, Severity};
use crate::score::{Grade, Score};

const GRADES: Text = Text { en: "Grades", zh: "评级" };
const EACH: Text = Text { en: "-{points} each", zh: "每项 -{points}" };
const CAPPED: Text = Text { en: "capped", zh: "封顶" };
const CAP: Text = Text {
    en: "an open high finding allows no grade better than B",
    zh: "存在未解决的高危问题，最高评为 B",
};
const UNKNOWN: Text = Text { en: "unknown", zh: "未知" };
const WHY_UNKNOWN: Text = Text {
    en: "{codes}: cannot be told from the values written here",
    zh: "{codes}：仅凭此处写明的值无法判断",
};
const NOT_MEASURED: Text = Text {
    en: "{codes}: cannot be told from what could be measured",
    zh: "{codes}：仅凭已测得的数据无法判断",
};
const SUPPRESSED: Text = Text { en: "suppressed", zh: "已抑制" };
const ATTESTED: Text = Text { en: "attested", zh: "已声明" };

const SUMMARY: Text = Text { en: "Summary", zh: "汇总" };
const FILES: Text = Text { en: "files", zh: "文件" };
const FILE_COUNTS: Text = Text {
    en: "{read} read, {skipped} skipped, {failed} failed",
    zh: "已读 {read}，跳过 {skipped}，失败 {failed}",
};
const FINDINGS: Text = Text { en: "findings", zh: "问题" };
const FINDING_COUNTS: Text = Text {
    en: "{high} high, {medium} medium, {low} low; {suppressed} suppressed",
    zh: "高危 {high}，中危 {medium}，低危 {low}；已抑制 {suppressed}",
};
const GRADE: Text = Text { en: "grade", zh: "评级" };
const SCORE: Text = Text {
    en: "{grade}, {score} of 100, profile {profile}",
    zh: "{grade}，{score} 分（满分 100），规则集 {profile}",
};
const FIXABLE: Text = Text { en: "fixable", zh: "修复" };
const FIXABLE_COUNT: Text = Text {
    en: "{fixable}, by `--fix`; `--diff` shows how",
    zh: "{fixable} 个问题可用 `--fix` 自动修复；`--diff` 可预览修改",
};
const BACKEND: Text = Text { en: "backend", zh: "后端" };
const NO_HARDWARE: Text = Text {
    en: "simulator, which is no hardware",
    zh: "simulator（模拟器，非真实硬件）",
};
const NOTHING_JUDGED: Text = Text {
    en: "none: nothing was found here that could be judged",
    zh: "无：没有找到可以评判的内容",
};

/// Writes both.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if !style.lines && report.units.is_empty() {
        return Ok(()); // the errors say why
    }
    if !report.units.is_empty() {
        Grades::new(report, style).write(out)?;
    }
    write_summary(report, style, out)
}

/// The table of units.
struct Grades<'a> {
    report: &'a Report,
    style: &'a Style,
    /// How many columns the names of units take.
    names: usize,
    /// How many columns the labels below a unit take.
    labels: usize,
    /// Why a rule is suppressed, by unit and code.
    reasons: HashMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Grades<'a> {
    fn new(report: &'a Report, style: &'a Style) -> Self {
        let names = report.units.iter().map(|unit| clean(&unit.id()).width());
        let texts =
            [CAPPED, UNKNOWN, SUPPRESSED, ATTESTED].map(|text| text.get(style.lang).width());
        let widest = each(1, style.lang).width();
        let reasons = report.suppressed.iter().map(|accepted| {
            let finding = &accepted.finding;
            ((finding.unit.as_str(), finding.rule.code), accepted.reason.as_str())
        });
        Self {
            report,
            style,
            names: names.max().unwrap_or_default(),
            labels: texts.into_iter().fold(widest, usize::max),
            reasons: reasons.collect(),
        }
    }

    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "{}", heading(GRADES, self.style))?;
        for unit in &self.report.units {
            self.unit(unit, out)?;
        }
        writeln!(out)
    }

    fn unit(&self, unit: &Unit, out: &mut dyn io::Write) -> io::Result<()> {
        let (grade, score) = match unit.score {
            Some(score) => (score.grade().as_str(), score.value().to_string()),
            None => ("-", "-".to_owned()),
        };
        let grade = paint(grade, unit.score.map(Score::grade), self.style);
        let id = clean(&unit.id());
        let place = &unit.place;
        if self.style.lines {
            let place = format!("{}:{}", clean(place.source.name()), place.start().line);
            writeln!(out, "  {grade} {score:>4}  {}  {place}", pad(&id, self.names))?;
        } else {
            writeln!(out, "  {grade} {score:>4}  {id}")?;
        }

        let lang = self.style.lang;
        if let Some(score) = unit.score.filter(|_| !unit.failed.is_empty()) {
            self.detail(&each(score.judged, lang), &codes(&unit.failed), out)?;
            if score.capped && score.value() >= 90 {
                self.detail(CAPPED.get(lang), CAP.get(lang), out)?;
            }
        }
        if !unit.unknown.is_empty() {
            let why = if self.style.lines { WHY_UNKNOWN } else { NOT_MEASURED };
            let text = why.with([("codes", &codes(&unit.unknown))]).say(lang);
            self.detail(UNKNOWN.get(lang), &text, out)?;
        }
        for rule in &unit.suppressed {
            let reason = self.reasons.get(&(unit.id().as_str(), rule.code)).copied();
            let text = format!("{} {}", rule.code, reason.unwrap_or_default());
            self.detail(SUPPRESSED.get(lang), &text, out)?;
        }
        for (rule, text) in &unit.attested {
            self.detail(ATTESTED.get(lang), &format!("{} {text}", rule.code), out)?;
        }
        Ok(())
    }

    /// A label and a text below a unit.
    fn detail(&self, label: &str, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
        const INDENT: usize = 9;
        let margin = INDENT + self.labels + 2;
        let width = self.style.width.saturating_sub(margin).max(NARROWEST);
        let break_line = format!("\n{}", " ".repeat(margin));
        let text = wrap(&clean(text), width).join(&break_line);
        writeln!(out, "{:INDENT$}{}  {text}", "", pad(label, self.labels))
    }
}

fn write_summary(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let files = report.files;
    let files = FILE_COUNTS.with([
        ("read", &files.read),
        ("skipped", &files.skipped),
        ("failed", &files.failed),
    ]);
    let findings = FINDING_COUNTS.with([
        ("high", &report.count(Severity::High)),
        ("medium", &report.count(Severity::Medium)),
        ("low", &report.count(Severity::Low)),
        ("suppressed", &report.suppressed.len()),
    ]);
    let grade = match report.score {
        Some(score) => {
            let grade = paint(score.grade().as_str(), Some(score.grade()), style);
            let (value, profile) = (score.value(), report.profile.as_str());
            SCORE.with([("grade", &grade), ("score", &value), ("profile", &profile)])
        }
        None => NOTHING_JUDGED.into(),
    };
    let mut rows = vec![(FINDINGS, findings), (GRADE, grade)];
    if style.lines {
        rows.insert(0, (FILES, files));
    }
    if report.is_simulated {
        rows.push((BACKEND, NO_HARDWARE.into()));
    }
    let fixable = report.fixable();
    if fixable > 0 {
        rows.push((FIXABLE, FIXABLE_COUNT.with([("fixable", &fixable)])));
    }
    let labels = rows.iter().map(|(label, _)| label.get(lang).width()).max().unwrap_or_default();
    writeln!(out, "{}", heading(SUMMARY, style))?;
    for (label, message) in rows {
        writeln!(out, "  {}  {}", pad(label.get(lang), labels), message.say(lang))?;
    }
    Ok(())
}

/// What each failed rule costs where so many are judged, rounded to a tenth.
fn each(judged: usize, lang: Lang) -> String {
    let tenths = (1000 + judged / 2) / judged;
    EACH.with([("points", &format!("{}.{}", tenths / 10, tenths % 10))]).say(lang)
}

fn codes(rules: &[&Rule]) -> String {
    rules.iter().map(|rule| rule.code).collect::<Vec<_>>().join(", ")
}

fn heading(text: Text, style: &Style) -> String {
    let paint = if style.color { Paint::new().bold() } else { Paint::new() };
    format!("{paint}{}{paint:#}", text.get(style.lang))
}

/// A text in the colour of a grade.
fn paint(text: &str, grade: Option<Grade>, style: &Style) -> String {
    let color = |color: AnsiColor| color.on_default().bold();
    let paint = match grade.filter(|_| style.color) {
        Some(Grade::A) => color(AnsiColor::Green),
        Some(Grade::B) => color(AnsiColor::Cyan),
        Some(Grade::C) => color(AnsiColor::Yellow),
        Some(Grade::D) => color(AnsiColor::Red),
        None => Paint::new(),
    };
    format!("{paint}{text}{paint:#}")
}
