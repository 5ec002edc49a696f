//! Rules in words: one in full, or a list of them. All of it is derived from the rules themselves.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::compliance::Group;
use crate::lang::{Lang, Text};
use crate::report::{pad, wrap};
use crate::rule::{Case, Profile, Rule, Severity, Subject};

const WHY: Text = Text { en: "Why it matters", zh: "为什么重要" };
const FIX: Text = Text { en: "How to fix it", zh: "如何修复" };
const FAIL: Text = Text { en: "With the fault", zh: "有问题的示例" };
const PASS: Text = Text { en: "Without the fault", zh: "正确的示例" };
const COMPLIANCE: Text = Text { en: "Compliance", zh: "合规要求" };
const REFERENCES: Text = Text { en: "Read more", zh: "参考资料" };
const ATTESTABLE: Text = Text {
    en: "Where a manifest cannot prove it, say how it is met in the annotation {key}.",
    zh: "如果清单无法证明，可在注解 {key} 中说明如何满足。",
};
const YIELDS: Text = Text {
    en: "Silent where {codes} finds something at the same place.",
    zh: "同一位置已由 {codes} 报告时，不再重复报告。",
};
const HEADINGS: [Text; 6] = [
    Text { en: "Code", zh: "代码" },
    Text { en: "Name", zh: "名称" },
    Text { en: "Severity", zh: "级别" },
    Text { en: "Profile", zh: "规则集" },
    Text { en: "Applies to", zh: "检查对象" },
    Text { en: "Finds", zh: "发现的问题" },
];
const FAMILIES: [(&str, Text); 6] = [
    ("SEC", Text { en: "security", zh: "安全" }),
    ("REL", Text { en: "reliability", zh: "可靠性" }),
    ("OBS", Text { en: "observability", zh: "可观测性" }),
    ("IMG", Text { en: "building images", zh: "镜像构建" }),
    ("NPU", Text { en: "Ascend NPUs", zh: "昇腾 NPU" }),
    ("NODE", Text { en: "live nodes", zh: "运行中的节点" }),
];
const OWN: Text = Text { en: "rules of your own", zh: "自定义规则" };
const SUMMARY: Text =
    Text { en: "{family}: {what} ({count})", zh: "{family}：{what}（{count} 条）" };

/// Everything that a rule has to say.
pub fn explain(rule: &Rule, lang: Lang, color: bool, width: usize) -> String {
    let mut page = Page { text: String::new(), color, width };
    page.heading(&format!("{} {}", rule.code, rule.name));
    page.text += rule.title.get(lang);
    let of = [&severities(rule, lang), rule.profile.as_str(), &subjects(rule)].join(" · ");
    write!(page.text, "\n{of}\n").expect("internal: a string takes text");

    page.prose(WHY, lang, rule.rationale.get(lang));
    page.prose(FIX, lang, &rule.remediation.in_general(lang));
    if rule.attestable {
        let key = format!("seaworthy.dev/attest.{}", rule.code);
        page.paragraph(&ATTESTABLE.with([("key", &key)]).say(lang));
    }
    if !rule.yields_to.is_empty() {
        page.paragraph(&YIELDS.with([("codes", &rule.yields_to.join(", "))]).say(lang));
    }
    page.examples(FAIL, lang, rule.fail);
    page.examples(PASS, lang, rule.pass);
    let controls = rule.compliance.iter().map(|(group, control)| compliance(group, control, lang));
    page.lines(COMPLIANCE, lang, controls);
    page.lines(REFERENCES, lang, rule.references.iter().map(|&link| link.to_owned()));
    page.text
}

/// A control in words: `CIS Kubernetes Benchmark 1.10.0 (cis): 5.2.7 Minimize the admission …`.
fn compliance(name: &str, control: &'static str, lang: Lang) -> String {
    let Some(group) = Group::named(name) else { return format!("{name}: {control}") };
    let title = Some(group.title_of(control)).filter(|title| *title != control);
    let title = title.map(|title| format!(" {title}")).unwrap_or_default();
    format!("{} {} ({name}): {control}{title}", group.title.get(lang), group.version)
}

struct Page {
    text: String,
    color: bool,
    width: usize,
}

const INDENT: &str = "  ";

impl Page {
    fn heading(&mut self, text: &str) {
        let (on, off) = if self.color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        writeln!(self.text, "{on}{text}{off}").expect("internal: a string takes text");
    }

    fn prose(&mut self, heading: Text, lang: Lang, text: &str) {
        self.text.push('\n');
        self.heading(heading.get(lang));
        self.paragraph(text);
    }

    fn paragraph(&mut self, text: &str) {
        let width = self.width.saturating_sub(INDENT.len());
        for line in text.lines().flat_map(|line| wrap(line, width)) {
            self.line(&line);
        }
    }

    fn examples(&mut self, heading: Text, lang: Lang, examples: &[&str]) {
        for (number, example) in (1..).zip(examples) {
            self.text.push('\n');
            let count = if examples.len() > 1 { format!(" ({number})") } else { String::new() };
            self.heading(&format!("{}{count}", heading.get(lang)));
            example.lines().for_each(|line| self.line(line));
        }
    }

    fn lines(&mut self, heading: Text, lang: Lang, lines: impl Iterator<Item = String>) {
        let mut lines = lines.peekable();
        if lines.peek().is_some() {
            self.text.push('\n');
            self.heading(heading.get(lang));
            lines.for_each(|line| self.line(&line));
        }
    }

    fn line(&mut self, line: &str) {
        let line = format!("{INDENT}{line}");
        writeln!(self.text, "{}", line.trim_end()).expect("internal: a string takes text");
    }
}

/// A table for the terminal.
pub fn table(rules: &[&Rule], lang: Lang) -> String {
    let head = HEADINGS.map(|heading| heading.get(lang).to_uppercase());
    let rows: Vec<_> =
        std::iter::once(head).chain(rules.iter().map(|rule| row(rule, lang))).collect();
    let mut widths = [0; HEADINGS.len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let line = |row: &[String; HEADINGS.len()]| {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| pad(cell, width)).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// Tables for a page of Markdown, one a family, to be unfolded.
pub fn markdown(rules: &[&Rule], lang: Lang) -> String {
    let families = rules.chunk_by(|one, next| one.family() == next.family());
    families.map(|rules| family(rules, lang)).collect::<Vec<_>>().join("\n")
}

fn family(rules: &[&Rule], lang: Lang) -> String {
    let code = rules.first().map_or("", |rule| rule.family());
    let what = FAMILIES.iter().find(|(family, _)| *family == code).map_or(OWN, |(_, what)| *what);
    let what = what.get(lang);
    let summary = SUMMARY.with([("family", &code), ("what", &what), ("count", &rules.len())]);
    let line = |cells: [String; HEADINGS.len()]| {
        format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
    };
    let head = line(HEADINGS.map(|heading| heading.get(lang).to_owned()));
    let rule = "|---".repeat(HEADINGS.len()) + "|\n";
    let rows = rules.iter().map(|rule| line(row(rule, lang))).collect::<String>();
    let summary = summary.say(lang);
    format!("<details>\n<summary>{summary}</summary>\n\n{head}{rule}{rows}\n</details>\n")
}

fn row(rule: &Rule, lang: Lang) -> [String; HEADINGS.len()] {
    [
        rule.code.to_owned(),
        rule.name.to_owned(),
        rule.severity.text().get(lang).to_owned(),
        rule.profile.as_str().to_owned(),
        subjects(rule),
        rule.title.get(lang).to_owned(),
    ]
}

/// How bad a failure is, and in which cases it is not: `high (deprecated: low)`.
fn severities(rule: &Rule, lang: Lang) -> String {
    let other = |case: &Case| format!("{}: {}", case.name, case.severity.text().get(lang));
    let others: Vec<_> = rule.exceptions().map(other).collect();
    let severity = rule.severity.text().get(lang);
    if others.is_empty() {
        severity.to_owned()
    } else {
        format!("{severity} ({})", others.join(", "))
    }
}

fn subjects(rule: &Rule) -> String {
    rule.subjects.iter().map(|subject| subject.as_str()).collect::<Vec<_>>().join(", ")
}

/// All that rules say, in both languages, for programs.
pub fn json(rules: &[&Rule]) -> String {
    let entries: Vec<_> = rules.iter().map(|rule| Entry::new(rule)).collect();
    let text = serde_json::to_string_pretty(&entries);
    text.expect("internal: rules are texts and lists") + "\n"
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    /// Where it is another one, by case.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    severities: BTreeMap<&'a str, Severity>,
    profile: Profile,
    subjects: &'a [Subject],
    kinds: &'a [&'a str],
    attestable: bool,
    title: Words,
    rationale: Words,
    remediation: Words,
    compliance: &'a [(&'a str, &'a str)],
    references: &'a [&'a str],
}

#[derive(Serialize)]
struct Words {
    en: &'static str,
    zh: &'static str,
}

impl<'a> Entry<'a> {
    fn new(rule: &'a Rule) -> Self {
        let words = |Text { en, zh }| Words { en, zh };
        Self {
            code: rule.code,
            name: rule.name,
            severity: rule.severity,
            severities: rule.exceptions().map(|case| (case.name, case.severity)).collect(),
            profile: rule.profile,
            subjects: rule.subjects,
            kinds: rule.kinds,
            attestable: rule.attestable,
            title: words(rule.title),
            rationale: words(rule.rationale),
            remediation: words(rule.remediation),
            compliance: rule.compliance,
            references: rule.references,
        }
    }
}
