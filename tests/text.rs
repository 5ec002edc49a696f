//! What people see.

mod sample;

use std::sync::Arc;

use seaworthy::error::Error;
use seaworthy::lang::{Lang, Text};
use seaworthy::report::{Format, Report, Style, render};
use seaworthy::rule::RULES;
use seaworthy::score::Score;
use seaworthy::source::{Problem, Source, Span};
use seaworthy::{Options, check};

fn text(report: &Report, style: Style) -> String {
    let mut out = Vec::new();
    render(report, Format::Text, &style, &mut out).expect("a vector takes bytes");
    String::from_utf8(out).expect("text")
}

#[test]
fn english() {
    let style = Style { show_suppressed: true, ..Style::default() };
    insta::assert_snapshot!(text(&sample::report(), style));
}

#[test]
fn chinese() {
    let style = Style { lang: Lang::Zh, show_suppressed: true, ..Style::default() };
    insta::assert_snapshot!(text(&sample::report(), style));
}

#[test]
fn narrow_and_coloured() {
    let style = Style { color: true, width: 60, ..Style::default() };
    let coloured = text(&sample::report(), style);
    insta::assert_snapshot!(coloured.replace('\u{1b}', "␛"));
}

#[test]
fn quiet() {
    let style = Style { quiet: true, ..Style::default() };
    insta::assert_snapshot!(text(&sample::report(), style));
}

#[test]
fn nothing_judged() {
    let report = sample::run(vec![sample::parse("values.yaml", "a: 1\n")]);
    insta::assert_snapshot!(text(&report, Style::default()));
}

#[test]
fn a_cap_is_explained() {
    let mut report = sample::report();
    let unit = &mut report.units[0];
    unit.score = Some(Score { passed: 39, judged: 40, capped: true });
    let shown = text(&report, Style::default());
    for expected in [
        "  B   97  Deployment/prod/推理服务",
        "-2.5 each    SEC-002, REL-900",
        "capped       an open high finding allows no grade better than B",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn every_place_can_be_shown() {
    let message = Text { en: "odd\n\u{9b}1m", zh: "怪" };
    let mut report = sample::run(Vec::new());
    for (text, reason) in [
        ("", "an empty file"),
        ("\n\n", "empty lines"),
        ("a\r\n\tb\r\n", "line breaks of two characters, and a tab"),
        ("a\rb", "an old line break"),
        (
            "\u{feff}键: 值\u{1b}\u{9b}\u{202e}e\u{301}👩‍👩‍👧\n",
            "control, combining and joined characters",
        ),
        (&"x: 1\n".repeat(20), "more lines than are shown"),
    ] {
        let source = Arc::new(Source::new("odd\u{9b}\n.yaml", text));
        let edges: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for &start in &edges {
            for &end in edges.iter().filter(|&&end| end >= start) {
                let problem = Problem::new(Span::new(start, end), message);
                report.errors.push(Error::located(&source, problem));
            }
        }
        for width in [0, 20, 100] {
            let shown = self::text(&report, Style { width, ..Style::default() });
            assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{reason}: {shown}");
        }
        report.errors.clear();
    }
}

#[test]
fn a_secret_is_hidden_whichever_rules_run() {
    let writable = RULES.iter().filter(|rule| rule.code == "SEC-002");
    let options = Options { rules: writable.collect(), ..Options::default() };
    for (text, reason) in [
        (
            "services:\n  db: {image: postgres:16, environment: {POSTGRES_PASSWORD: c0rrect-horse}}\n",
            "beside what another rule points at",
        ),
        ("apiVersion: v1\nkind: Secret\nstringData:\n  password: \"c0rrect-horse\n", "broken"),
    ] {
        let report = check([sample::parse("x.yaml", text)].into_iter().collect(), &options);
        assert!(report.findings.len() + report.errors.len() > 0, "{reason}: something is shown");
        let said = self::text(&report, Style::default());
        assert!(said.contains("***") && !said.contains("horse"), "{reason}: {said}");
    }
}

#[test]
fn a_secret_is_shown_nowhere() {
    // One line for all of the pod, so that every finding points at the line with the secret.
    let pod = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b, env: [{name: DB_PASSWORD, value: c0rrect-horse}]}]}}";
    let accepted = format!("# seaworthy: ignore[SEC-021] a test\n{pod}\n");
    for (text, open, reason) in [(pod, 1, "found"), (accepted.as_str(), 0, "accepted")] {
        let options = Options { rules: RULES.iter().collect(), ..Options::default() };
        let report = check([sample::parse("pod.yaml", text)].into_iter().collect(), &options);
        let found = report.findings.iter().filter(|finding| finding.rule.code == "SEC-021");
        assert_eq!(found.count(), open, "{reason}");
        assert!(report.findings.len() > 3, "{reason}: others point at the line");
        for format in Format::ALL {
            let style = Style { show_suppressed: true, ..Style::default() };
            let mut out = Vec::new();
            render(&report, format, &style, &mut out).expect("a vector takes bytes");
            let said = String::from_utf8(out).expect("UTF-8");
            assert!(!said.contains("horse"), "{reason}: {said}");
        }
    }
}
