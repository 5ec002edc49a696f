//! seaworthy-node tells whether a node's Ascend stack is fit to serve: which layer is broken, why, and
//! what to do.
//!
//! `files → devices → judge → render`: facts are collected from files, then from the libraries of the
//! driver and of CANN, each asked in a child process; judging is done by the NODE rules of seaworthy.

mod devices;
mod files;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use seaworthy::clock;
use seaworthy::node::{API_VERSION, KIND, Measurement, NodeFacts};

/// Tells whether a node's Ascend stack is fit to serve.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prints what can be measured as JSON
    Facts(Measure),
    /// Asks one library, for a parent that may kill it
    #[command(hide = true)]
    Probe(devices::Request),
}

/// What to measure, and how.
#[derive(Args)]
pub(crate) struct Measure {
    /// A copy of a node's file system to read instead of this one's
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
    /// How many seconds each probe of a device may take
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds, as in 2.5".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Facts(measure) => {
            let facts = match facts(&measure) {
                Ok(facts) => facts,
                Err(error) => {
                    let root = measure.root.display();
                    #[expect(clippy::print_stderr, reason = "there is no other way to say it")]
                    {
                        eprintln!("error: {root}: {error}");
                    }
                    return ExitCode::from(2);
                }
            };
            let json = serde_json::to_string_pretty(&facts.to_json());
            #[expect(clippy::print_stdout, reason = "this is what the command is for")]
            {
                println!("{}", json.expect("internal: facts are plain data"));
            }
            ExitCode::SUCCESS
        }
        Command::Probe(request) => devices::probe(&request),
    }
}

/// Everything that can be measured, if there is a file system to read.
fn facts(measure: &Measure) -> io::Result<NodeFacts> {
    let mut facts = NodeFacts {
        api_version: API_VERSION.to_owned(),
        kind: KIND.to_owned(),
        measurement: Measurement {
            at: Some(clock::now()),
            by: Some(concat!("seaworthy-node ", env!("CARGO_PKG_VERSION")).to_owned()),
            ..Measurement::default()
        },
        ..NodeFacts::default()
    };
    files::collect(&measure.root, &mut facts)?;
    devices::measure(measure, &mut facts);
    Ok(facts)
}
