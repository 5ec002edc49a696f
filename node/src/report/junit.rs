//! The report for CI: `JUnit`, a test case a rule.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use seaworthy::finding::Finding;
use seaworthy::lang::Text;
use seaworthy::rule::Rule;

use super::Manner;
use crate::judged::Judged;

const UNKNOWN: Text = Text {
    en: "unknown: it cannot be told from what could be measured",
    zh: "未知：仅凭已测得的数据无法判断",
};

pub(super) fn render(judged: &Judged, manner: &Manner) -> String {
    let mut suite = TestSuite::new(judged.facts.node.name.as_str());
    suite.add_property(("backend", judged.backend()));
    if let Some(score) = judged.report.score {
        suite.add_property(("grade", score.grade().as_str()));
        suite.add_property(("score", score.value().to_string().as_str()));
    }
    let mut cases = cases(judged, manner);
    cases.sort_by(|a, b| a.classname.cmp(&b.classname));
    suite.add_test_cases(cases);
    let lang = manner.style.lang;
    for error in &judged.report.errors {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(error.message.say(lang));
        suite.add_test_case(case("seaworthy-node", &error.file, status));
    }
    let mut report = Report::new("seaworthy-node");
    report.add_test_suite(suite);
    let xml = report.to_string();
    xml.expect("internal: text can be written as XML")
}

fn cases(judged: &Judged, manner: &Manner) -> Vec<TestCase> {
    let lang = manner.style.lang;
    let Some(unit) = judged.unit() else { return Vec::new() };
    let of = |rule: &Rule, status| {
        case(rule.code, &format!("{}: {}", rule.name, rule.title.get(lang)), status)
    };
    let skipped = |rule: &Rule, why: &str| {
        let mut status = TestCaseStatus::skipped();
        status.set_message(why);
        of(rule, status)
    };
    let reason = |rule: &Rule| {
        let accepted = judged.report.suppressed.iter().find(|it| it.finding.rule.code == rule.code);
        accepted.map_or("", |accepted| accepted.reason.as_str())
    };
    let passed = unit.passed.iter().map(|rule| of(rule, TestCaseStatus::success()));
    let failed = unit.failed.iter().map(|rule| of(rule, failure(rule, judged, manner)));
    let unknown = unit.unknown.iter().map(|rule| skipped(rule, UNKNOWN.get(lang)));
    let suppressed = unit.suppressed.iter().map(|rule| skipped(rule, reason(rule)));
    passed.chain(failed).chain(unknown).chain(suppressed).collect()
}

fn failure(rule: &Rule, judged: &Judged, manner: &Manner) -> TestCaseStatus {
    let lang = manner.style.lang;
    let is_its = |finding: &&Finding| finding.rule.code == rule.code;
    let findings: Vec<_> = judged.report.findings.iter().filter(is_its).collect();
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let worst = findings.iter().map(|finding| finding.severity).max().unwrap_or(rule.severity);
    status.set_type(worst.as_str());
    if let Some(first) = findings.first() {
        let messages = findings.iter().map(|finding| finding.message(lang) + "\n");
        status.set_message(first.message(lang));
        status.set_description(messages.collect::<String>() + "\n" + &first.remediation(lang));
    }
    status
}

fn case(class: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}
