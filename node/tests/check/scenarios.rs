//! Every scenario of the simulator: its grade, its exit code and exactly the rules that it breaks.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use seaworthy_scenario::SCENARIOS;
use serde_json::Value;

use crate::run::check;

/// Scenario, exit code, grade, and what is found.
const TABLE: &[(&str, i32, &str, &[&str])] = &[
    ("busy", 1, "B", &["NODE-007", "NODE-018"]),
    ("crash", 1, "B", &["NODE-018"]),
    ("driver-mismatch", 1, "B", &["NODE-004", "NODE-018"]),
    ("ecc-28", 0, "A", &["NODE-010"]),
    ("ecc-36", 0, "A", &["NODE-010"]),
    ("ecc-errors", 1, "B", &["NODE-009", "NODE-010"]),
    ("firmware-mismatch", 1, "B", &["NODE-003", "NODE-004", "NODE-018"]),
    ("hang", 1, "B", &["NODE-018"]),
    ("healthy-310p", 0, "A", &[]),
    ("healthy-910a", 0, "A", &[]),
    ("healthy-910b", 0, "A", &[]),
    ("healthy-950", 0, "A", &[]),
    ("healthy-a3", 0, "A", &[]),
    ("hot", 0, "A", &["NODE-009", "NODE-011"]),
    ("many-codes", 1, "B", &["NODE-009"]),
    ("missing-device", 1, "B", &["NODE-007", "NODE-017"]),
    ("missing-function", 1, "B", &["NODE-007", "NODE-018"]),
    ("old-names", 0, "A", &[]),
    ("out-of-memory", 1, "B", &["NODE-012", "NODE-018"]),
    ("permission", 1, "B", &["NODE-007", "NODE-018"]),
    ("stub-library", 1, "B", &["NODE-016"]),
    ("writable-library", 1, "B", &["NODE-015"]),
    ("wrong-number", 1, "B", &["NODE-018"]),
];

#[test]
fn scenarios_are_judged_as_what_they_are() {
    assert!(TABLE.iter().map(|(name, ..)| name).eq(SCENARIOS.iter().map(|(name, _)| name)));
    let mut wrong = Vec::new();
    for (name, code, grade, rules) in TABLE {
        let said = check(&["--simulate", name, "--timeout", "5", "--format", "json"]);
        let report = said.json();
        let summary = &report["summary"];
        assert_eq!(summary["backend"], "simulator", "{name}");
        assert_eq!(said.err, "", "{name}");
        let found: BTreeSet<_> = codes(&report).collect();
        let is = (said.code, summary["grade"].as_str().unwrap_or("-"));
        if is != (*code, *grade) || found != rules.iter().copied().collect() {
            wrong.push(format!("{name}: {is:?} {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn codes(report: &Value) -> impl Iterator<Item = &str> {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding["code"].as_str().expect("a code"))
}

#[test]
fn a_healthy_node_is_judged_at_once() {
    let start = Instant::now();
    let said = check(&["--simulate", "healthy-910b"]);
    // 0.8 s on two cores, without optimisation; the rest is for machines that do other things too.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("\n  A  100  Node/simulated-node\n"), "{}", said.out);
}

#[test]
fn a_device_that_hangs_costs_its_deadline_and_hides_no_other() {
    let start = Instant::now();
    let said = check(&["--simulate", "hang", "--timeout", "2", "--format", "prometheus"]);
    let took = start.elapsed();
    // The deadline and a second; and what a healthy node takes, on a busy machine.
    assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(2 + 1 + 5), "{took:?}");
    assert_eq!(computing(&said.out), [0, 1, 2, 4, 5, 6, 7]);
}

#[test]
fn a_device_that_crashes_hides_no_other() {
    let said = check(&["--simulate", "crash", "--format", "prometheus"]);
    assert_eq!(computing(&said.out), [0, 1, 3, 4, 5, 6, 7]);
}

/// The devices that computed.
fn computing(metrics: &str) -> Vec<u32> {
    let start = "seaworthy_node_smoke_seconds{device=\"";
    let of_device = metrics.lines().filter_map(|line| line.strip_prefix(start));
    let steady = of_device.filter(|rest| rest.contains("test=\"add\",run=\"steady\""));
    let number = |rest: &str| rest.split('"').next().and_then(|number| number.parse().ok());
    steady.filter_map(number).collect()
}
