//! When a node is fit, when not, and when that cannot be told.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use seaworthy::node::NodeFacts;
use tempfile::TempDir;

use crate::run::{check, command, run};

/// The facts of a simulated node, changed, in a file.
fn facts(change: impl FnOnce(&mut NodeFacts)) -> (TempDir, String) {
    let program = assert_cmd::Command::new(env!("CARGO_BIN_EXE_seaworthy-node"))
        .args(["facts", "--simulate", "healthy-310p"])
        .output()
        .expect("it runs");
    let mut facts = serde_json::from_slice(&program.stdout).expect("facts");
    change(&mut facts);
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("facts.json");
    fs::write(&file, facts.to_json().to_string()).expect("it can be written");
    (directory, file.to_str().expect("UTF-8").to_owned())
}

#[test]
fn exit_codes_say_what_there_is_to_know() {
    let well = facts(|_| {});
    let warm =
        facts(|facts| facts.dcmi.as_mut().expect("asked").devices[0].temperature = Some(120));
    let unasked = facts(|facts| facts.smoke.clear());
    let no_npu = facts(|facts| {
        let node = facts.node.clone();
        *facts = NodeFacts { node, ..NodeFacts::default() };
        facts.api_version = seaworthy::node::API_VERSION.to_owned();
        facts.kind = seaworthy::node::KIND.to_owned();
    });
    let directory = well.0.path().to_str().expect("UTF-8");
    let two = tempfile::tempdir().expect("a directory");
    for name in ["a.json", "b.json"] {
        fs::copy(&well.1, two.path().join(name)).expect("a copy");
    }
    let rows: &[(&[&str], i32, &str, &str)] = &[
        (&["--facts", &well.1], 0, "simulated-node: fit to serve", "all well"),
        (&["--facts", directory], 0, "fit to serve", "one node below a directory"),
        (&["--facts", &warm.1], 0, "fit to serve", "a medium finding"),
        (&["--facts", &warm.1, "--fail-on", "medium"], 1, "not fit to serve: NODE-011", "not now"),
        (&["--simulate", "hang", "--timeout", "1", "--fail-on", "never"], 0, ": fit", "as said"),
        (
            &["--simulate", "hang", "--timeout", "1", "--fail-on", "never", "--min-grade", "a"],
            1,
            "not fit to serve: NODE-018",
            "the grade",
        ),
        (&["--simulate", "crash", "--ignore", "NODE-018"], 0, ": fit", "the rule is left out"),
        (&["--facts", &unasked.1], 2, "NODE-018 could not be measured", "a high rule is unknown"),
        (&["--facts", &unasked.1, "--ignore", "smoke-inference"], 0, ": fit", "it was left out"),
        (&["--facts", &no_npu.1], 2, "no NPU was found here", "nothing to judge"),
        (&["--facts", "/no/such"], 2, "error", "no file"),
        (&["--facts", two.path().to_str().expect("UTF-8")], 2, "facts of 2 nodes", "two nodes"),
        (&["--root", "/no/such"], 2, "cannot be measured", "no root"),
        (&["--simulate", "no-such"], 2, "these come with the program", "no scenario"),
        (&["--simulate", "crash", "--ignore", "NODE-18"], 2, "is no rule", "a typing error"),
        (&["--facts", &well.1, "--format", "npd=/no/such"], 2, "cannot be written", "no folder"),
        (
            &["--facts", &well.1, "--format", "nfd", "--format", "npd"],
            2,
            "only the first report",
            "two reports at once",
        ),
        (&["--format", "yaml"], 2, "none of text, junit", "no format"),
        (&["--facts", &well.1, "--simulate", "hang"], 2, "cannot be used with", "two nodes"),
    ];
    for (args, code, text, reason) in rows {
        let said = check(args);
        let all = said.out + &said.err;
        assert_eq!(said.code, *code, "{reason}: {all}");
        assert!(all.contains(text), "{reason}: {all}");
        assert!(!all.contains("panicked"), "{reason}: {all}");
    }
}

#[test]
fn the_configuration_counts() {
    let (directory, file) = facts(|facts| {
        facts.dcmi.as_mut().expect("asked").devices[0].temperature = Some(120);
    });
    let config = directory.path().join("seaworthy.yaml");
    let suppress =
        "fail-on: medium\nsuppress:\n  - rules: [NODE-011]\n    reason: the fan comes on Monday\n";
    fs::write(&config, suppress).expect("it can be written");
    let said = check(&["--facts", &file, "--format", "json", "--show-suppressed"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert_eq!(said.json()["suppressed"][0]["code"], "NODE-011");
    let junit = check(&["--facts", &file, "--format", "junit"]).out;
    assert!(junit.contains("<skipped message=\"the fan comes on Monday\"/>"), "{junit}");
}

#[test]
fn a_machine_without_npus_is_told_so() {
    if Path::new("/dev/davinci_manager").exists() || Path::new("/usr/local/Ascend").exists() {
        return; // this one has some
    }
    for (args, start) in
        [(&[][..], "error: no NPU was found"), (&["--lang", "zh"], "错误: 此处没有找到 NPU")]
    {
        let said = check(args);
        assert_eq!(said.code, 2, "{}", said.out);
        assert!(said.out.starts_with(start), "{}", said.out);
        assert_eq!(said.err, "");
        assert!(said.out.lines().count() < 8, "{}", said.out);
    }
    let npd = check(&["--format", "npd"]);
    assert_eq!(npd.code, 2);
    assert_eq!(npd.out.lines().count(), 1, "{}", npd.out);
    assert!(npd.out.trim_end().len() <= 80, "{}", npd.out);
    let nfd = check(&["--format", "nfd"]).out;
    assert!(nfd.contains("seaworthy.dev/fit=unknown\n"), "{nfd}");
    assert!(nfd.contains("seaworthy.dev/npu.count=0\n"), "{nfd}");
    let metrics = check(&["--format", "prometheus"]).out;
    assert!(metrics.contains("backend=\"none\"} 0\n"), "{metrics}");
}

#[test]
fn nobody_has_to_read_to_the_end() {
    for name in ["facts", "check"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy-node"))
            .args([name, "--simulate", "driver-mismatch"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
        assert_eq!(said, "", "{name}");
        let code = child.wait().expect("it ends").code();
        assert_eq!(code, Some(i32::from(name == "check")), "{name}");
    }
}

#[test]
fn facts_may_come_from_a_pipe() {
    let (_directory, file) = facts(|_| {});
    let said = run(command().args(["--facts", "-"]).pipe_stdin(&file).expect("a file"));
    assert_eq!(said.code, 0, "{}", said.out);
    let nothing = run(command().args(["--facts", "-"]).pipe_stdin("/dev/null").expect("a file"));
    assert_eq!(nothing.code, 2, "{}", nothing.out);
}

#[test]
fn it_speaks_chinese() {
    let help = check(&["--help", "--lang", "zh"]);
    assert!(help.out.contains("用法：seaworthy-node check"), "{}", help.out);
    assert!(!help.out.contains("Usage"), "{}", help.out);
    let said = check(&["--simulate", "crash", "--lang", "zh"]);
    assert!(said.out.ends_with("\nsimulated-node: 不能提供服务：NODE-018\n"), "{}", said.out);
    let wrong = check(&["--wrong", "--lang", "zh"]);
    assert_eq!((wrong.code, wrong.err.starts_with("错误：未知的参数 --wrong")), (2, true));
}
