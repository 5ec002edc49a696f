//! Every format, as those read it for whom it is.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::run::{check, command, run};

fn said(scenario: &str, format: &str) -> String {
    check(&["--simulate", scenario, "--timeout", "5", "--format", format]).out
}

#[test]
fn json_and_sarif_keep_to_their_schemas() {
    for (format, schema) in [("json", "report"), ("sarif", "sarif-2.1.0")] {
        let path = format!("{}/../schemas/{schema}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let schema = fs::read_to_string(path).expect("a schema");
        // A pattern in the schema of SARIF has a bracket too many.
        let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
        let schema: Value = serde_json::from_str(&schema).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for scenario in ["healthy-910b", "driver-mismatch", "no-such"] {
            let report = serde_json::from_str(&said(scenario, format)).expect("JSON");
            let faults: Vec<_> = validator.iter_errors(&report).map(|it| it.to_string()).collect();
            assert!(faults.is_empty(), "{format} of {scenario}: {faults:#?}");
        }
    }
    let sarif: Value = serde_json::from_str(&said("crash", "sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["properties"]["backend"], "simulator");
}

#[test]
fn text_says_what_is_no_hardware() {
    let text = said("crash", "text");
    assert!(text.starts_with("backend: simulator"), "{text}");
    assert!(text.contains("\n  backend   simulator"), "{text}");
    assert!(!text.contains(" | "), "lines of what no file is read from: {text}");
    let quiet = check(&["--simulate", "healthy-310p", "--quiet"]).out;
    assert_eq!(quiet.lines().count(), 2, "{quiet}");
}

#[test]
fn junit_has_a_case_a_rule() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("junit.xml");
    let output = format!("junit={}", file.display());
    let said = check(&["--simulate", "busy", "--format", &output]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let xml = fs::read_to_string(&file).expect("a file");
    assert!(xml.contains("<property name=\"backend\" value=\"simulator\"/>"), "{xml}");
    let count = |text: &str| xml.matches(text).count();
    assert_eq!(count("<testcase "), 20, "{xml}");
    assert_eq!(count("<failure "), 2, "{xml}");
    assert!(count("<skipped message=\"unknown") > 1, "{xml}");
    let script = "import sys, xml.etree.ElementTree as t; s = t.parse(sys.argv[1]).getroot()[0]; \
                  print(s.get('name'), s.get('tests'), s.get('failures'), len(s.findall('testcase')))";
    // Another reader, where there is one.
    if let Ok(read) = Command::new("python3").args(["-c", script]).arg(&file).output() {
        assert_eq!(String::from_utf8_lossy(&read.stdout), "simulated-node 20 2 20\n");
    }
}

/// The samples of metrics by their names and labels. Whatever is not as the text format wants it
/// panics.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let mut typed = Vec::new();
    let mut samples = BTreeMap::new();
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let words: Vec<_> = comment.split(' ').collect();
            match words[0] {
                "HELP" => assert!(words.len() > 2, "{line}"),
                "TYPE" => typed.push((words[1].to_owned(), words[2].to_owned())),
                _ => panic!("{line}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').expect("a value");
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let labels = labels.strip_suffix('}').expect("the end of labels");
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let (key, value) = label.split_once('=').expect("a label");
            assert!(key.bytes().all(|byte| byte.is_ascii_lowercase()), "{line}");
            assert!(value.len() > 1 && value.starts_with('"') && value.ends_with('"'), "{line}");
        }
        let (last, kind) = typed.last().expect("a type before its samples");
        assert_eq!((last.as_str(), kind.as_str()), (name, "gauge"), "{line}");
        let value = value.parse().expect("a number");
        assert_eq!(samples.insert(series.to_owned(), value), None, "twice: {line}");
    }
    assert!(text.ends_with('\n'));
    samples
}

#[test]
fn metrics_are_those_of_prometheus() {
    let node = "{node=\"simulated-node\",backend=\"simulator\"}";
    let rule = |code: &str, name: &str| {
        format!("seaworthy_node_rule{{code=\"{code}\",name=\"{name}\",severity=\"high\"}}")
    };
    let well = samples(&said("healthy-910b", "prometheus"));
    assert_eq!(well[&format!("seaworthy_node_fit{node}")].to_bits(), 1_f64.to_bits());
    assert_eq!(well[&format!("seaworthy_node_score{node}")].to_bits(), 100_f64.to_bits());
    let of_rules = |name: &&String| name.starts_with("seaworthy_node_rule{");
    assert_eq!(well.keys().filter(of_rules).count(), 20);
    let latencies = well.keys().filter(|name| name.starts_with("seaworthy_node_smoke_seconds{"));
    assert_eq!(latencies.count(), 8 * 2 * 2);
    assert!(well["seaworthy_node_last_run_timestamp_seconds"] > 1.7e9);
    let busy = samples(&said("busy", "prometheus"));
    assert_eq!(busy[&format!("seaworthy_node_fit{node}")].to_bits(), 0_f64.to_bits());
    assert_eq!(busy[&rule("NODE-018", "smoke-inference")].to_bits(), 0_f64.to_bits());
    assert!(!busy.contains_key(&rule("NODE-009", "device-health")), "it is not known");
}

#[test]
fn labels_are_those_of_node_feature_discovery() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("seaworthy");
    let output = format!("nfd={}", file.display());
    let args = ["--simulate", "healthy-310p", "--expire", "600", "--format", &output];
    let said = run(command().args(args).env("SOURCE_DATE_EPOCH", "1798761600"));
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    let labels = fs::read_to_string(&file).expect("a file");
    let expected = "# +expiry-time=2027-01-01T00:10:00Z\nseaworthy.dev/fit=true\n\
                    seaworthy.dev/grade=A\nseaworthy.dev/driver=25.5.0\nseaworthy.dev/cann=8.5.0\n\
                    seaworthy.dev/chip=310P3\nseaworthy.dev/npu.count=2\n\
                    seaworthy.dev/backend=simulator\n";
    assert_eq!(labels, expected);
    assert_eq!(fs::read_dir(directory.path()).expect("a directory").count(), 1, "nothing is left");
}

#[test]
fn the_line_is_that_of_node_problem_detector() {
    for (scenario, args, code, text) in [
        ("healthy-910b", &[][..], 0, "backend: simulator; fit to serve: grade A, NPUs 8"),
        (
            "healthy-910b",
            &["--lang", "zh"],
            0,
            "backend: simulator; 可以提供服务：评级 A，NPU 8 个",
        ),
        ("crash", &[], 1, "backend: simulator; NODE-018: aclnnAdd on device 2 crashed"),
        ("driver-mismatch", &["--lang", "zh"], 1, "backend: simulator; NODE-004: CANN "),
        ("healthy-310p", &["--smoke", "none"], 2, "could not be measured: NODE-018"),
    ] {
        let said = check(&[&["--simulate", scenario, "--format", "npd"], args].concat());
        assert_eq!(said.code, code, "{scenario}");
        assert!(said.out.contains(text), "{}", said.out);
        let line = said.out.strip_suffix('\n').expect("a line");
        assert!(line.len() <= 80 && !line.contains('\n'), "{line}");
    }
    let long = check(&["--simulate", "crash", "--format", "npd", "--max-length", "300"]).out;
    assert!(long.len() > 100 && !long.contains("..."), "{long}");
}
