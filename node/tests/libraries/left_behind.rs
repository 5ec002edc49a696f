//! Whatever happens to a node, the program ends in time and leaves neither processes nor files.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::run::{facts_and_time, program, written};
use seaworthy::node::{Backend, NodeFacts, Status};
use serde_json::json;

const PROGRAM: &str = env!("CARGO_BIN_EXE_seaworthy-node");

#[test]
fn a_hang_ends_in_time() {
    let (facts, time) = facts_and_time(&["--simulate", "hang", "--timeout", "2"]);
    let hung = facts.smoke.iter().find(|smoke| smoke.outcome.status == Status::TimedOut);
    let hung = hung.and_then(|smoke| smoke.outcome.milliseconds).expect("one hangs");
    assert!((2000..3000).contains(&hung), "{hung}");
    // All else is done meanwhile; but other tests run meanwhile too.
    assert!(time < Duration::from_secs(5), "{time:?}");
}

#[test]
fn nothing_is_left_behind() {
    for scenario in ["healthy-310p", "hang", "crash"] {
        let own = tempfile::tempdir().expect("a directory");
        let mut child = Command::new(PROGRAM)
            .args(["facts", "--simulate", scenario, "--timeout", "1"])
            .env("TMPDIR", own.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        let (mut most, fds) = (0, format!("/proc/{}/fd", child.id()));
        let status = loop {
            if let Some(status) = child.try_wait().expect("it can be waited for") {
                break status;
            }
            most = most.max(fs::read_dir(&fds).map(Iterator::count).unwrap_or_default());
            thread::sleep(Duration::from_millis(5));
        };
        assert!(status.success(), "{scenario}");
        // At most 17 children at a time, two pipes each (and for a moment both their ends).
        assert!(most < 100, "{scenario}: {most} files were open at a time");
        assert_eq!(left(own.path()), Vec::<u32>::new(), "{scenario}");
        let files = fs::read_dir(own.path()).expect("a directory").count();
        assert_eq!(files, 0, "{scenario}");
    }
}

#[test]
fn children_die_with_the_program() {
    let own = tempfile::tempdir().expect("a directory");
    let mut child = Command::new(PROGRAM)
        .args(["facts", "--simulate", "hang", "--timeout", "60"])
        .env("TMPDIR", own.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let start = Instant::now();
    let soon = |what: &str, condition: &dyn Fn() -> bool| {
        while !condition() {
            assert!(start.elapsed() < Duration::from_secs(40), "{what} takes too long");
            thread::sleep(Duration::from_millis(20));
        }
    };
    soon("a child", &|| left(own.path()).len() > 1);
    child.kill().expect("it can be killed");
    child.wait().expect("it is dead");
    soon("the end", &|| left(own.path()).is_empty());
}

#[test]
fn the_simulator_is_never_taken_for_a_driver() {
    let own = tempfile::tempdir().expect("a directory");
    let built = Path::new(PROGRAM).with_file_name("deps").join("libseaworthy_simulator.so");
    fs::copy(built, own.path().join("libdcmi.so")).expect("cargo has built the simulator");
    let output = Command::new(PROGRAM)
        .args(["facts", "--smoke", "none"])
        .env("LD_LIBRARY_PATH", own.path())
        .env_remove("SEAWORTHY_SCENARIO")
        .output()
        .expect("it runs");
    let facts: NodeFacts = serde_json::from_slice(&output.stdout).expect("facts");
    assert_eq!(facts.measurement.backend, Backend::Simulator);
    assert_eq!(facts.dcmi.expect("asked").outcome.code, Some(-8005), "it has no scenario");
}

#[test]
fn libraries_of_another_root_are_not_loaded() {
    let own = tempfile::tempdir().expect("a directory");
    let (facts, _) = facts_and_time(&["--root", own.path().to_str().expect("UTF-8")]);
    assert_eq!(facts.measurement.backend, Backend::None);
    assert_eq!((facts.dcmi, facts.acl), (None, None));
}

#[test]
fn libraries_of_a_mounted_host_are_where_they_are_on_it() {
    let host = tempfile::tempdir().expect("a directory");
    let folder = host.path().join("usr/local/dcmi");
    fs::create_dir_all(&folder).expect("a directory");
    let built = Path::new(PROGRAM).with_file_name("deps").join("libseaworthy_simulator.so");
    fs::copy(built, folder.join("libdcmi.so")).expect("cargo has built the simulator");
    let mut program = program();
    program.env("LD_LIBRARY_PATH", &folder).env_remove("SEAWORTHY_SCENARIO");
    let output = program.args(["facts", "--smoke", "none", "--host"]).arg(host.path()).assert();
    let facts: NodeFacts = serde_json::from_slice(&output.get_output().stdout).expect("facts");
    assert_eq!(facts.measurement.backend, Backend::Simulator);
    let dcmi = facts.libraries.iter().filter(|library| library.name == "libdcmi.so");
    let dcmi: Vec<_> = dcmi.map(|library| (library.path.as_str(), library.is_loaded)).collect();
    assert_eq!(dcmi, [("/usr/local/dcmi/libdcmi.so", true)], "once, as found and as loaded");
}

#[test]
fn no_scenario_leads_out_of_its_root() {
    let own = tempfile::tempdir().expect("a directory");
    let away = own.path().join("away");
    for path in [away.to_str().expect("UTF-8"), "../away", "etc/../../../away", ""] {
        for scenario in [
            json!({ "files": { path: "text" } }),
            json!({ "libraries": { path: { "text": "text" } } }),
        ] {
            let (_directory, file) = written("scenario.json", scenario.to_string().as_bytes());
            let mut program = program();
            program.env("TMPDIR", own.path()).args(["facts", "--simulate"]).arg(&file);
            let output = program.assert().code(2);
            let error = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
            assert!(error.contains("is not a path below the root"), "{error}");
            assert_eq!(fs::read_dir(own.path()).expect("a directory").count(), 0);
        }
    }
}

#[test]
fn a_timeout_is_a_sensible_one() {
    for timeout in ["0", "-1", "nan", "1e300", "86401", "soon"] {
        program().args(["facts", "--timeout", timeout]).assert().code(2);
    }
}

/// The processes that have a file of this directory in their environment or request.
fn left(directory: &Path) -> Vec<u32> {
    let name = directory.to_str().expect("UTF-8").as_bytes();
    let mentions = |file: String| {
        let text = fs::read(file).unwrap_or_default();
        text.windows(name.len()).any(|part| part == name)
    };
    let pids = fs::read_dir("/proc").expect("/proc").flatten();
    pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| *pid != std::process::id() && mentions(format!("/proc/{pid}/environ")))
        .collect()
}
