//! The program, run on a simulated node.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use seaworthy::node::NodeFacts;
use serde_json::Value;
use tempfile::TempDir;

/// Runs it, and reads what it measured.
pub(crate) fn facts(args: &[&str]) -> NodeFacts {
    facts_and_time(args).0
}

/// And how long that took.
pub(crate) fn facts_and_time(args: &[&str]) -> (NodeFacts, Duration) {
    let start = Instant::now();
    let output = program().arg("facts").args(args).assert().success().get_output().stdout.clone();
    let time = start.elapsed();
    (serde_json::from_slice(&output).expect("facts are JSON of their shape"), time)
}

/// Runs it on a scenario of a test's own.
pub(crate) fn facts_of(scenario: &Value, args: &[&str]) -> NodeFacts {
    let (directory, file) = written("scenario.json", scenario.to_string().as_bytes());
    let all = [&["--simulate", file.to_str().expect("UTF-8")], args].concat();
    let facts = facts(&all);
    drop(directory);
    facts
}

/// A file in a directory of its own.
pub(crate) fn written(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join(name);
    fs::write(&file, bytes).expect("a file");
    (directory, file)
}

/// The program.
pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_seaworthy-node"))
}
