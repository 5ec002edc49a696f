//! What runs the program on a cluster keeps to seaworthy's own rules, and means what it says.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};
use seaworthy::discover::{self, discover};
use seaworthy::rule::{Profile, RULES};
use seaworthy::score::{Grade, Score};
use seaworthy::{Options, check};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

#[test]
fn all_grade_a_with_nothing_unsaid() {
    let found = discover(&[folder()], &discover::Options::default());
    let rules = RULES.iter().filter(|rule| rule.profile <= Profile::Default).collect();
    let report = check(found, &Options { rules, ..Options::default() });
    assert!(report.errors.is_empty(), "{}", report.errors[0]);
    let findings = report.findings.iter();
    let findings: Vec<_> = findings.map(|finding| (finding.rule.code, &finding.place)).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    // Of suppressions that are not used, or give no reason.
    assert!(report.warnings.is_empty(), "{}", report.warnings[0]);
    for suppressed in &report.suppressed {
        let code = suppressed.finding.rule.code;
        assert!(suppressed.reason.split(' ').count() >= 5, "{code}: \"{}\"", suppressed.reason);
    }
    assert_eq!(report.units.len(), 7, "{:?}", report.units);
    for unit in &report.units {
        assert_eq!(unit.score.map(Score::grade), Some(Grade::A), "{unit:?}");
    }
}

/// The script of the `DaemonSet`.
fn script() -> String {
    let text = fs::read_to_string(folder().join("daemonset.yaml")).expect("a manifest");
    let (_, rest) = text.split_once("args:\n            - |\n").expect("a script");
    let lines = rest.lines().map_while(|line| line.strip_prefix("              "));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The script in a directory of its own, with another program.
fn script_in(dir: &Path, program: &str) -> String {
    fs::write(dir.join("program"), program).expect("a file");
    let dir = dir.display();
    let script = script().replace("/usr/bin/seaworthy-node ", &format!("/bin/sh {dir}/program "));
    script.replace("/run/seaworthy", &format!("{dir}")).replace(" /usr/local/", &format!(" {dir}/"))
}

#[test]
fn the_daemon_says_the_verdict_and_ends_when_told() {
    for (program, verdict, reason) in [
        ("exit 0", Some("0\n"), "fit"),
        ("exit 1", Some("1\n"), "not fit"),
        ("exec sleep 60", None, "it is told while a check runs"),
    ] {
        let dir = tempfile::tempdir().expect("a directory");
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(script_in(dir.path(), program)).stderr(Stdio::null());
        let mut shell = shell.spawn().expect("a shell");
        let file = dir.path().join("verdict");
        let read = || fs::read_to_string(&file).ok().filter(|text| text.ends_with('\n'));
        let deadline = Instant::now() + Duration::from_secs(if verdict.is_some() { 20 } else { 1 });
        while read().is_none() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(read().as_deref(), verdict, "{reason}");
        kill_process(Pid::from_child(&shell), Signal::TERM).expect("it runs");
        assert!(shell.wait().expect("it ends").success(), "{reason}");
    }
}

#[test]
fn what_they_say_is_understood_by_the_program() {
    let program = env!("CARGO_BIN_EXE_seaworthy-node");
    let dir = tempfile::tempdir().expect("a directory");
    let on_this = |text: &str| {
        let at = dir.path().display();
        let text =
            text.replace("/features.d", &at.to_string()).replace("/textfile", &at.to_string());
        text.replace("--host /host", "").replace(['\\', '&'], "")
    };
    let script = script();
    let (_, daemon) = script.split_once("/usr/bin/seaworthy-node ").expect("it runs the program");
    let daemon = on_this(daemon.split_once("wait").expect("it waits").0);
    let job = fs::read_to_string(folder().join("job.yaml")).expect("a manifest");
    let (_, job) = job.split_once(" args: [").expect("arguments");
    let job = job.split_once(']').expect("their end").0.replace(", ", " ").replace('"', "");
    let plugin = fs::read(folder().join("npd-plugin.json")).expect("a configuration");
    let plugin: serde_json::Value = serde_json::from_slice(&plugin).expect("JSON");
    let plugin = plugin["rules"][0]["args"].as_array().expect("arguments").iter();
    let plugin: Vec<_> = plugin.filter_map(serde_json::Value::as_str).collect();
    for (name, args) in [("daemon", daemon), ("job", job), ("plugin", plugin.join(" "))] {
        let mut command = Command::new(program);
        command.args(args.split_whitespace()).args(["--simulate", "healthy-310p"]);
        let output = command.output().expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{name}: {args}: {error}");
    }
    for file in ["seaworthy", "seaworthy.prom"] {
        assert!(dir.path().join(file).exists(), "{file}");
    }
}
