//! Whole platforms: the faulty one has exactly the findings that its `expected.txt` lists, the ready
//! one has none and grades A.

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::discover::{self, discover};
use seaworthy::report::Report;
use seaworthy::rule::{Profile, RULES};
use seaworthy::score::{Grade, Score};
use seaworthy::{Options, check};

fn run(platform: &str) -> Report {
    let path = Path::new("fixtures").join(platform);
    let found = discover(&[path], &discover::Options::default());
    assert!(found.errors.is_empty(), "{}", found.errors[0]);
    let rules = RULES.iter().filter(|rule| rule.profile <= Profile::Default).collect();
    check(found, &Options { rules, ..Options::default() })
}

/// `relative/path:line CODE`, sorted.
fn places(report: &Report, platform: &str) -> Vec<String> {
    let root = PathBuf::from("fixtures").join(platform);
    let place = |finding: &seaworthy::finding::Finding| {
        let file =
            Path::new(finding.place.source.name()).strip_prefix(&root).expect("below the root");
        format!("{}:{} {}", file.display(), finding.place.start().line, finding.rule.code)
    };
    let mut places: Vec<String> = report.findings.iter().map(place).collect();
    places.sort();
    places
}

#[test]
fn the_faulty_platform_has_the_faults_that_are_expected_and_no_others() {
    let report = run("ascend-platform/faulty");
    let expected =
        fs::read_to_string("fixtures/ascend-platform/faulty/expected.txt").expect("a list");
    let mut expected: Vec<&str> = expected.lines().collect();
    expected.sort_unstable();
    let found = places(&report, "ascend-platform/faulty");
    let lacking: Vec<_> =
        expected.iter().filter(|line| !found.iter().any(|other| other == *line)).collect();
    let surplus: Vec<_> = found.iter().filter(|line| !expected.contains(&line.as_str())).collect();
    assert!(lacking.is_empty() && surplus.is_empty(), "lacking {lacking:#?}\nsurplus {surplus:#?}");
    assert_eq!(found.len(), expected.len(), "some are found more or less often");
    for rule in RULES.iter().filter(|rule| rule.profile <= Profile::Default) {
        assert!(
            report.findings.iter().any(|finding| finding.rule.code == rule.code),
            "{} has no fault",
            rule.code
        );
    }
}

#[test]
fn the_ready_platform_grades_a_and_nothing_is_found() {
    let report = run("ascend-platform/ready");
    assert_eq!(places(&report, "ascend-platform/ready"), [""; 0]);
    assert!(report.warnings.is_empty(), "{}", report.warnings[0]);
    for unit in &report.units {
        let grade = unit.score.map(Score::grade);
        assert_eq!(grade, Some(Grade::A), "{}", unit.id());
    }
    assert_eq!(report.score.map(Score::grade), Some(Grade::A));
}
