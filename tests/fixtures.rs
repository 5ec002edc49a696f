//! Whole platforms: a faulty one has exactly the findings that its `expected.txt` lists, a ready one
//! has none and grades A. A folder with both below `fixtures` is a platform.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::discover::{self, discover};
use seaworthy::finding::Finding;
use seaworthy::report::Report;
use seaworthy::rule::{Profile, RULES, Rule};
use seaworthy::score::{Grade, Score};
use seaworthy::{Options, check};

/// Nothing of these runs on an Ascend NPU, whatever else they are called.
const WITHOUT_NPUS: [&str; 4] = ["monitoring-stack", "npu/other-vendor", "operator", "web-shop"];

/// The folders of all platforms, faulty or ready as the name says. What makes a chart is Helm's, and
/// tests/helm.rs has those.
fn platforms(name: &str) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from("fixtures")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let platform = folder.join(name);
        if !platform.is_dir() {
            let entries = fs::read_dir(folder).expect("a folder");
            let paths = entries.map(|entry| entry.expect("an entry").path());
            folders.extend(paths.filter(|path| path.is_dir()));
        } else if !platform.join("Chart.yaml").exists() {
            found.push(platform);
        }
    }
    found.sort();
    found
}

fn run(platform: &Path) -> Report {
    let found = discover(&[platform.to_owned()], &discover::Options::default());
    assert!(found.errors.is_empty(), "{}", found.errors[0]);
    let rules = RULES.iter().filter(|rule| rule.profile <= Profile::Default).collect();
    check(found, &Options { rules, ..Options::default() })
}

/// `relative/path:line CODE`, in this order.
fn places(report: &Report, platform: &Path) -> Vec<String> {
    let place = |finding: &Finding| {
        let file = Path::new(finding.place.source.name());
        let file = file.strip_prefix(platform).expect("below the platform");
        (file.display().to_string(), finding.place.start().line, finding.rule.code)
    };
    let mut places: Vec<_> = report.findings.iter().map(place).collect();
    places.sort();
    places.iter().map(|(file, line, code)| format!("{file}:{line} {code}")).collect()
}

#[test]
fn faulty_platforms_have_the_faults_that_are_expected_and_no_others() {
    let mut broken = HashSet::new();
    for platform in platforms("faulty") {
        let report = run(&platform);
        let name = platform.display();
        let found = places(&report, &platform);
        let list = platform.join("expected.txt");
        if std::env::var_os("SEAWORTHY_UPDATE").is_some() {
            fs::write(&list, found.join("\n") + "\n").expect("a file that can be written");
        }
        let expected = fs::read_to_string(list).expect("a list");
        let expected: Vec<&str> = expected.lines().collect();
        let lacking: Vec<_> =
            expected.iter().filter(|line| !found.iter().any(|other| other == *line)).collect();
        let surplus: Vec<_> =
            found.iter().filter(|line| !expected.contains(&line.as_str())).collect();
        assert!(
            lacking.is_empty() && surplus.is_empty(),
            "{name}: lacking {lacking:#?}\nsurplus {surplus:#?}"
        );
        assert!(found == expected, "{name}: in another order, or more or less often");
        broken.extend(report.findings.iter().map(|finding| finding.rule.code));
    }
    // Nodes are no part of a platform: tests/node.rs has their faults.
    let expected = |rule: &&Rule| rule.profile <= Profile::Default && rule.family() != "NODE";
    for rule in RULES.iter().filter(expected) {
        assert!(broken.contains(rule.code), "{} has no fault", rule.code);
    }
}

#[test]
fn ready_platforms_grade_a_and_nothing_is_found() {
    for platform in platforms("ready") {
        let report = run(&platform);
        let name = platform.display();
        assert_eq!(places(&report, &platform), [""; 0], "{name}");
        assert!(report.warnings.is_empty(), "{name}: {}", report.warnings[0]);
        for unit in &report.units {
            let grade = unit.score.map(Score::grade);
            assert_eq!(grade, Some(Grade::A), "{name}: {}", unit.id());
        }
        assert_eq!(report.score.map(Score::grade), Some(Grade::A), "{name}");
    }
}

#[test]
fn what_has_nothing_to_do_with_npus_is_not_judged_for_them() {
    let states =
        |name| ["faulty", "ready"].map(|state| Path::new("fixtures").join(name).join(state));
    for platform in WITHOUT_NPUS.into_iter().flat_map(states) {
        let report = run(&platform);
        let judged = report.units.iter().flat_map(|unit| unit.passed.iter().chain(&unit.failed));
        let npu: Vec<_> = judged.filter(|rule| rule.family() == "NPU").collect();
        assert!(npu.is_empty(), "{}: {npu:#?}", platform.display());
    }
}
