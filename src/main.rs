//! The `seaworthy` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    seaworthy::cli::run(std::env::args_os())
}
