//! Whole platforms: a faulty one has exactly the findings that its `expected.txt` lists, a ready one
//! has none and grades A.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::discover::{self, discover};
use seaworthy::report::Report;
use seaworthy::rule::{Profile, RULES, Rule};
use seaworthy::score::{Grade, Score};
use seaworthy::{Options, check};

/// Each is a folder in `fixtures` with a faulty and a ready one.
const PLATFORMS: [&str; 4] = ["ascend-platform", "monitoring-stack", "operator", "web-shop"];

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
fn faulty_platforms_have_the_faults_that_are_expected_and_no_others() {
    let mut broken = HashSet::new();
    for platform in PLATFORMS.map(|platform| format!("{platform}/faulty")) {
        let report = run(&platform);
        let list = Path::new("fixtures").join(&platform).join("expected.txt");
        let expected = fs::read_to_string(list).expect("a list");
        let mut expected: Vec<&str> = expected.lines().collect();
        expected.sort_unstable();
        let found = places(&report, &platform);
        let lacking: Vec<_> =
            expected.iter().filter(|line| !found.iter().any(|other| other == *line)).collect();
        let surplus: Vec<_> =
            found.iter().filter(|line| !expected.contains(&line.as_str())).collect();
        assert!(
            lacking.is_empty() && surplus.is_empty(),
            "{platform}: lacking {lacking:#?}\nsurplus {surplus:#?}"
        );
        assert_eq!(found.len(), expected.len(), "{platform}: some are found more or less often");
        broken.extend(report.findings.iter().map(|finding| finding.rule.code));
    }
    // No platform is of all the kinds of NPUs at once; those rules show their faults in examples. Nodes
    // are no part of a platform.
    let expected = |rule: &&Rule| {
        rule.profile <= Profile::Default && !["NPU", "NODE"].contains(&rule.family())
    };
    for rule in RULES.iter().filter(expected) {
        assert!(broken.contains(rule.code), "{} has no fault", rule.code);
    }
}

#[test]
fn ready_platforms_grade_a_and_nothing_is_found() {
    for platform in PLATFORMS.map(|platform| format!("{platform}/ready")) {
        let report = run(&platform);
        assert_eq!(places(&report, &platform), [""; 0], "{platform}");
        assert!(report.warnings.is_empty(), "{platform}: {}", report.warnings[0]);
        for unit in &report.units {
            let grade = unit.score.map(Score::grade);
            assert_eq!(grade, Some(Grade::A), "{platform}: {}", unit.id());
        }
        assert_eq!(report.score.map(Score::grade), Some(Grade::A), "{platform}");
    }
}

#[test]
fn an_ordinary_shop_has_nothing_to_do_with_npus() {
    for platform in ["web-shop/faulty", "web-shop/ready"] {
        let report = run(platform);
        let judged = report.units.iter().flat_map(|unit| unit.passed.iter().chain(&unit.failed));
        let npu: Vec<_> = judged.filter(|rule| rule.family() == "NPU").collect();
        assert!(npu.is_empty(), "{platform}: {npu:#?}");
    }
}
