//! The program, and what it says.

use assert_cmd::Command;
use serde_json::Value;

/// What a run said, and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect("JSON")
    }
}

/// Runs `seaworthy-node check` in English where there is no configuration.
pub(crate) fn check(args: &[&str]) -> Said {
    run(command().args(args))
}

pub(crate) fn run(command: &mut Command) -> Said {
    let output = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code().expect("no signal ended it");
    Said { code, out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy-node"));
    command.current_dir("/").env("LC_ALL", "C.UTF-8").env_remove("COLUMNS").arg("check");
    command
}
