//! `--node-facts`: manifests held against the nodes that they are for.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const POD: &str = "apiVersion: v1
kind: Pod
metadata: { name: tern }
spec:
  containers:
    - name: server
      image: quay.io/ascend/cann:9.1.0-910b-ubuntu22.04-py3.11
      resources:
        limits:
          huawei.com/Ascend910: 16
";

fn check(folder: &Path, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["check", "pod.yaml", "--select", "NPU", "--quiet"])
        .args(options)
        .current_dir(folder)
        .output()
        .expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("pod.yaml", POD)].iter().chain(files) {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

#[test]
fn one_node_or_many_tell_what_a_pod_can_get() {
    let facts = |name, more| {
        format!(
            "{{\"apiVersion\": \"seaworthy.dev/v1\", \"kind\": \"NodeFacts\", \"node\": {{\"name\": \"{name}\"}}{more}}}\n"
        )
    };
    let of = |count| format!(", \"resources\": {{\"huawei.com/Ascend910\": {count}}}");
    let (small, large) = (facts("small", of(8)), facts("large", of(16)));
    let old = facts("old", format!("{}, \"driver\": {{\"version\": \"25.0.rc1\"}}", of(16)));
    let cluster = |count| {
        format!(
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata: {{name: a, labels: {{kubernetes.io/arch: arm64}}}}\n  status: {{allocatable: {{cpu: 190500m, huawei.com/Ascend910: '{count}'}}, nodeInfo: {{architecture: arm64}}}}\n"
        )
    };
    let both = small.clone() + &large;
    for (texts, expected, reason) in [
        (vec![small.as_str()], Some("NPU-061"), "too few"),
        (vec![&large], None, "enough"),
        (vec![&small, &large], None, "one of two files"),
        (vec![&both], None, "one of two documents"),
        (vec![&old], Some("driver"), "a driver that CANN is not published for"),
        (vec![&cluster(8)], Some("node \"a\" has the most: 8"), "what kubectl says"),
        (vec![&cluster(16)], None, "what kubectl says"),
    ] {
        let names = ["a.json", "b.json"];
        let files: Vec<_> = names.into_iter().zip(texts).collect();
        let folder = folder(&files);
        let options = files.iter().flat_map(|(name, _)| ["--node-facts", *name]);
        let output = check(folder.path(), &options.collect::<Vec<_>>());
        let found = said(&output);
        match expected {
            Some(text) => assert!(found.contains(text), "{reason}: {found}"),
            None => assert!(!found.contains("NPU-061"), "{reason}: {found}"),
        }
    }
}

#[test]
fn what_is_no_node_is_said() {
    for (text, expected) in [
        ("a: 1\n", "a.json: error: no node in here"),
        ("", "no node in here"),
        (
            "{\"apiVersion\": \"seaworthy.dev/v2\", \"kind\": \"NodeFacts\"}",
            "a.json:1:16: error: node facts of version \"seaworthy.dev/v2\"",
        ),
        (
            "{\"apiVersion\": \"seaworthy.dev/v1\", \"kind\": \"NodeFacts\",\n \"node\": {\"name\": 5}}",
            "a.json:2:19: error: invalid node facts: 5 is not of type",
        ),
        ("{\"apiVersion\": ", "a.json:1:16: error: invalid JSON"),
    ] {
        let folder = folder(&[("a.json", text)]);
        let output = check(folder.path(), &["--node-facts", "a.json"]);
        let found = said(&output);
        assert!(found.contains(expected), "{text}: {found}");
        assert_eq!(output.status.code(), Some(2), "{text}");
    }
    let output = check(folder(&[]).path(), &["--node-facts", "b.json"]);
    assert!(said(&output).contains("b.json: error: no such file"), "{}", said(&output));
}
