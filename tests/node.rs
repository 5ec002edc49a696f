//! Whole nodes: healthy ones of every kind of chip, and those of the failure knowledge base.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use seaworthy::document::{File, Format};
use seaworthy::report::Report;
use seaworthy::rule::{Profile, RULES};
use seaworthy::score::{Grade, Score};
use seaworthy::source::Source;
use seaworthy::{Options, check, yaml};
use serde_json::{Value, json};

const CHIPS: [&str; 5] = ["310p", "910a", "910b", "a3", "950"];

fn healthy(chip: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/node/judged");
    let text = fs::read_to_string(root.join(chip).with_extension("yaml")).expect("a healthy node");
    yaml::parse(&Arc::new(Source::new(chip, text))).trees[0].root().to_json()
}

/// Judges a node by all rules of the default profile.
fn judge(facts: &Value) -> Report {
    let file = File::parse(Arc::new(Source::new("node.json", facts.to_string())), Format::Yaml);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    let rules = RULES.iter().filter(|rule| rule.profile <= Profile::Default).collect();
    check([file].into_iter().collect(), &Options { rules, ..Options::default() })
}

fn failed(report: &Report) -> Vec<&'static str> {
    report.units[0].failed.iter().map(|rule| rule.code).collect()
}

/// Puts values at JSON pointers; null takes away what is there.
fn changed(facts: &Value, changes: &[(&str, Value)]) -> Value {
    let mut facts = facts.clone();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match facts.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}")) {
            Value::Object(fields) if value.is_null() => drop(fields.remove(key)),
            Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
            Value::Array(items) if value.is_null() => {
                items.remove(key.parse().expect("an index"));
            }
            other => panic!("{pointer}: {other}"),
        }
    }
    facts
}

#[test]
fn healthy_nodes_have_nothing_found() {
    for chip in CHIPS {
        let report = judge(&healthy(chip));
        assert_eq!(failed(&report), [""; 0], "{chip}");
        let unit = &report.units[0];
        assert_eq!(unit.score.map(Score::grade), Some(Grade::A), "{chip}");
        assert!(unit.passed.iter().all(|rule| rule.family() == "NODE"), "{chip}");
    }
}

#[test]
fn everything_is_judged_where_everything_is_measured() {
    let report = judge(&healthy("910b"));
    let passed: Vec<_> = report.units[0].passed.iter().map(|rule| rule.code).collect();
    let all: Vec<_> =
        RULES.iter().map(|rule| rule.code).filter(|code| code.starts_with("NODE")).collect();
    assert_eq!(passed, all);
}

#[test]
fn what_was_not_measured_is_unknown() {
    let facts = changed(
        &healthy("910b"),
        &[("/dcmi", Value::Null), ("/acl", Value::Null), ("/smoke", Value::Null)],
    );
    let report = judge(&facts);
    let unknown: Vec<_> = report.units[0].unknown.iter().map(|rule| rule.code).collect();
    let expected = [
        "NODE-006", "NODE-007", "NODE-009", "NODE-010", "NODE-011", "NODE-012", "NODE-017",
        "NODE-018", "NODE-019", "NODE-020",
    ];
    assert_eq!((failed(&report), unknown), (vec![], expected.to_vec()));
    assert_eq!(report.units[0].kind, "Node");
}

#[test]
fn whatever_is_missing_is_judged_without_a_crash() {
    for chip in CHIPS {
        let facts = healthy(chip);
        let mut pointers = Vec::new();
        collect(&facts, "", &mut pointers);
        // A document without these is none of a node.
        let needed = ["/apiVersion", "/kind", "/node", "/node/name"];
        for pointer in pointers.iter().filter(|pointer| !needed.contains(&pointer.as_str())) {
            let report = judge(&changed(&facts, &[(pointer, Value::Null)]));
            assert!(report.errors.is_empty(), "{chip} without {pointer}: {:?}", report.errors);
        }
    }
}

/// The JSON pointers of everything in a document.
fn collect(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, part)| (key.clone(), part)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, part)| (index.to_string(), part)).collect()
        }
        _ => Vec::new(),
    };
    for (key, part) in parts {
        let pointer = format!("{pointer}/{key}");
        collect(part, &pointer, pointers);
        pointers.push(pointer);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn faulty_nodes_break_exactly_their_rules() {
    let failure = |call: &str, code: i64| json!({"status": "failed", "call": call, "code": code});
    let skipped = json!([{"device": 0, "outcome": {"status": "skipped"}}]);
    let smoke = |outcome: Value| json!([{"device": 0, "outcome": outcome}]);
    for (chip, changes, expected, reason) in [
        (
            "910b",
            vec![
                ("/driver/version", json!("24.1.rc2")),
                ("/dcmi/driverVersion", json!("24.1.rc2")),
                ("/driver/innerVersion", json!("V100R001C18SPC001B100")),
                ("/driver/compatibleFirmware", json!([{"from": "7.0.0", "to": "7.2.99"}])),
                ("/firmware/version", json!("7.3.0.1.231")),
                ("/dcmi/devices/0/firmware", json!("7.3.0.1.231")),
                ("/dcmi/devices/1/firmware", json!("7.3.0.1.231")),
                ("/smoke", smoke(failure("aclrtSetDevice", 507_899))),
            ],
            &["NODE-003", "NODE-018"][..],
            "4: driver 24.1.rc2 with firmware 7.3.0.1.231",
        ),
        (
            "910b",
            vec![
                ("/dcmi/devices/0/chip", json!("910B4-1")),
                ("/dcmi/devices/1/chip", json!("910B4-1")),
                ("/acl", json!({"outcome": failure("aclInit", 507_008)})),
                ("/smoke", skipped.clone()),
            ],
            &["NODE-006", "NODE-007"],
            "6: a variant that CANN does not know",
        ),
        (
            "910b",
            vec![
                ("/measurement/inContainer", json!(true)),
                ("/dcmi", json!({"outcome": failure("dcmi_init", -8020)})),
                ("/acl", Value::Null),
                ("/smoke", skipped.clone()),
            ],
            &["NODE-007"],
            "1: another container holds the devices",
        ),
        (
            "910b",
            vec![
                ("/environment", json!({"ASCEND_RT_VISIBLE_DEVICES": "3"})),
                ("/acl", json!({"outcome": failure("aclrtGetDeviceCount", 207_004)})),
                ("/smoke", skipped.clone()),
            ],
            &["NODE-007"],
            "8: a variable that names a device which is not there",
        ),
        (
            "910b",
            vec![
                ("/cann/0/kernels", json!(["ascend310p"])),
                (
                    "/smoke",
                    json!([{
                        "device": 0,
                        "outcome": failure("aclnnAddGetWorkspaceSize", 500_001),
                        "explanation": "EZ1001: Parse dynamic kernel config fail",
                    }]),
                ),
            ],
            &["NODE-006", "NODE-018"],
            "13: operators of another chip",
        ),
        (
            "910b",
            vec![
                ("/libraries/1/path", json!("/usr/local/Ascend/cann/devlib/libascendcl.so")),
                ("/libraries/1/isStub", json!(true)),
                ("/acl", json!({"outcome": failure("aclInit", 100_039)})),
                ("/smoke", smoke(failure("aclInit", 100_039))),
            ],
            &["NODE-016"],
            "14: a stub on the library path",
        ),
        (
            "310p",
            vec![
                ("/smoke", smoke(failure("aclrtSynchronizeStreamWithTimeout", 507_010))),
                ("/dcmi/devices/0/health", json!("critical")),
            ],
            &["NODE-009", "NODE-018"],
            "15: the task scheduler is lost",
        ),
        (
            "910b",
            vec![("/dcmi/devices/1/networkHealth", json!(5))],
            &["NODE-017"],
            "19: a port that is down",
        ),
        ("910a", vec![("/network", Value::Null)], &["NODE-017"], "18: no addresses"),
        (
            "a3",
            vec![
                ("/driver/version", json!("24.1.rc3")),
                ("/dcmi/driverVersion", json!("24.1.rc3")),
                ("/driver/innerVersion", json!("V100R001C19SPC001B124")),
            ],
            &["NODE-004"],
            "21: a CANN that is not published for the driver",
        ),
        (
            "310p",
            vec![
                ("/dcmi/devices/0/faults", json!([{"code": "80E3A203"}])),
                ("/smoke", smoke(json!({"status": "timed-out", "milliseconds": 60_000}))),
            ],
            &["NODE-009", "NODE-018"],
            "25: an alarm, and inference hangs",
        ),
        (
            "910b",
            vec![(
                "/dcmi/devices/0/ecc",
                json!([{"totalDoubleBit": 1778, "doubleBitIsolatedPages": 5}]),
            )],
            &["NODE-010"],
            "26: healthy, with memory errors in its life",
        ),
        (
            "910b",
            vec![
                ("/pci/1", Value::Null),
                ("/dcmi/devices/1", Value::Null),
                ("/acl/devices", json!(1)),
            ],
            &["NODE-007"],
            "27: a card dropped off the bus",
        ),
        (
            "910a",
            vec![("/cann/0/packages/1/version", json!("8.0.0"))],
            &["NODE-005"],
            "28: a package of another release",
        ),
        (
            "910b",
            vec![("/runtimes/0/handler", Value::Null)],
            &["NODE-013"],
            "30: the runtime is not registered",
        ),
        (
            "910b",
            vec![("/libraries/0/mode", json!("0775"))],
            &["NODE-015"],
            "31: a library that others may write",
        ),
        (
            "950",
            vec![("/accounts/0/uid", Value::Null), ("/accounts/0/gid", Value::Null)],
            &["NODE-008"],
            "32: no HwHiAiUser",
        ),
        (
            "910b",
            vec![
                ("/modules", Value::Null),
                ("/deviceNodes", Value::Null),
                ("/dcmi", json!({"outcome": failure("dcmi_init", -8005)})),
                ("/acl", json!({"outcome": failure("aclrtGetDeviceCount", 107_001)})),
                ("/smoke", skipped.clone()),
            ],
            &["NODE-007"],
            "33: no modules after an upgrade of the kernel",
        ),
        (
            "910b",
            vec![("/installation/values/Driver_Install_Status", json!("installing"))],
            &["NODE-001"],
            "34: an installation that broke off",
        ),
        (
            "910b",
            vec![
                ("/driver", Value::Null),
                ("/firmware", Value::Null),
                ("/installation", Value::Null),
                ("/modules", Value::Null),
                ("/deviceNodes", Value::Null),
                ("/accounts", Value::Null),
                ("/dcmi", Value::Null),
                ("/acl", Value::Null),
                ("/smoke", Value::Null),
            ],
            &["NODE-001", "NODE-002", "NODE-007"],
            "9: cards, and no driver",
        ),
        (
            "910b",
            vec![(
                "/smoke",
                json!([{
                    "device": 1,
                    "test": "matmul",
                    "outcome": {"status": "wrong"},
                    "mismatch": {"index": 17, "expected": "12", "actual": "0", "count": 1},
                }]),
            )],
            &["NODE-018"],
            "a device that computes nonsense",
        ),
        (
            "910b",
            vec![
                ("/dcmi/devices/0/temperature", json!(97)),
                ("/dcmi/devices/1/processes", json!([{"pid": 42, "bytes": 1_048_576}])),
                ("/dcmi/devices/1/firmware", json!("7.1.0.11.220")),
                ("/mounts/1/exists", json!(false)),
                ("/smoke/0/steadyMs", json!(450.0)),
            ],
            &["NODE-011", "NODE-012", "NODE-014", "NODE-019", "NODE-020"],
            "hot, in use, slow, mixed, and a mount that is not there",
        ),
    ] {
        let report = judge(&changed(&healthy(chip), &changes));
        assert_eq!(failed(&report), expected, "{chip}, {reason}");
    }
}
