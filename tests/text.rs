//! What people see.

mod sample;

use std::sync::Arc;

use seaworthy::error::Error;
use seaworthy::lang::{Lang, Text};
use seaworthy::report::{Format, Report, Style, render};
use seaworthy::score::Score;
use seaworthy::source::{Problem, Source, Span};

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
