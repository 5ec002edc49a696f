//! What the libraries of the driver and of CANN say: each is asked in a child process.

use std::process::ExitCode;

use clap::Args;
use seaworthy::node::NodeFacts;

use crate::Measure;

/// What a child process is to ask.
#[derive(Args)]
pub(crate) struct Request {}

/// Adds what the libraries say.
pub(crate) fn measure(_measure: &Measure, _facts: &mut NodeFacts) {}

/// What a child process does.
pub(crate) fn probe(_request: &Request) -> ExitCode {
    ExitCode::SUCCESS
}
