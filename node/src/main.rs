//! seaworthy-node tells whether a node's Ascend stack is fit to serve: which layer is broken, why, and
//! what to do.
//!
//! `files → devices → judge → render`: facts are collected from files, then from the libraries of the
//! driver and of CANN, each asked in a child process; judging is done by the NODE rules of seaworthy.
#![deny(unsafe_code)]

mod check;
mod chinese;
mod devices;
mod files;
mod judged;
mod report;
#[expect(unsafe_code, reason = "the libraries have an interface of C")]
mod sys;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, io};

use clap::{Args, Parser, Subcommand};
use devices::{Computation, Simulation};
use seaworthy::cli::{self, terminal};
use seaworthy::clock;
use seaworthy::lang::{Lang, Text};
use seaworthy::node::{API_VERSION, KIND, Measurement, NodeFacts};

const FAILED: Text = Text { en: "error: {reason}", zh: "错误：{reason}" };

/// Tells whether a node's Ascend stack is fit to serve.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The language of everything that is said; by default that of the locale
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
}

#[derive(Subcommand)]
enum Command {
    /// Measures a node, judges it by the NODE rules and reports; exit code 0 if it is fit to serve, 1
    /// if it is not, 2 if that cannot be told
    Check(Box<check::Check>),
    /// Prints what can be measured as JSON
    Facts(Measure),
    /// Asks one library, for a parent that may kill it
    #[command(hide = true)]
    Probe { request: String },
}

/// What to measure, and how.
#[derive(Args)]
pub(crate) struct Measure {
    /// A copy of a node's file system to read instead of this one's
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
    /// Where the file system of this machine is mounted, if this runs in a container
    #[arg(long, value_name = "DIR", conflicts_with_all = ["root", "simulate"])]
    host: Option<PathBuf>,
    /// How many seconds each probe of a device may take
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// What to compute on each NPU: add and matmul, and model if there is one, unless this is said
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        value_delimiter = ',',
        requires_if("model", "model")
    )]
    smoke: Vec<Computation>,
    /// A model compiled for the NPUs (.om), to be run on each
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The inputs of the model, in their order: numbers as they are in memory, little endian
    #[arg(long, value_name = "FILE", requires = "model")]
    input: Vec<PathBuf>,
    /// Its outputs, in their order, to be compared byte by byte; those that are not given are not
    #[arg(long, value_name = "FILE", requires = "model")]
    expect: Vec<PathBuf>,
    /// A node to simulate in place of this one: the name of a scenario, or a file of one
    #[arg(long, value_name = "SCENARIO", conflicts_with = "root")]
    simulate: Option<String>,
}

impl Measure {
    /// The root of the file system to read.
    fn root(&self) -> &Path {
        self.host.as_deref().unwrap_or(&self.root)
    }

    /// Whether that is the file system of the machine that this runs on, and no copy.
    fn is_live(&self) -> bool {
        self.host.is_some() || self.root == Path::new("/")
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds, as in 2.5".to_owned())?;
    let is_sensible = seconds > 0.0 && seconds <= 86_400.0;
    if is_sensible {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("more than 0, and no more than a day (86400)".to_owned())
    }
}

fn main() -> ExitCode {
    let (cli, lang) = match cli::parse::<Cli>(env::args_os(), chinese::TEXTS) {
        Ok((cli, lang, _)) => (cli, lang),
        Err(code) => return code,
    };
    match cli.command {
        Command::Check(options) => check::check(&options, cli.lang),
        Command::Facts(measure) => match facts(&measure) {
            Ok(facts) => {
                let json = serde_json::to_string_pretty(&facts.to_json());
                let json = json.expect("internal: facts are plain data");
                terminal::print(|out| writeln!(out, "{json}"))
            }
            Err(error) => {
                let said = FAILED.with([("reason", &error)]).say(lang);
                terminal::complain(&said);
                terminal::FAILED.into()
            }
        },
        Command::Probe { request } => devices::probe(&request),
    }
}

/// Everything that can be measured.
fn facts(measure: &Measure) -> io::Result<NodeFacts> {
    let simulation = measure.simulate.as_deref().map(Simulation::new).transpose()?;
    let mut facts = NodeFacts {
        api_version: API_VERSION.to_owned(),
        kind: KIND.to_owned(),
        measurement: Measurement {
            at: Some(clock::now()),
            by: Some(concat!("seaworthy-node ", env!("CARGO_PKG_VERSION")).to_owned()),
            scenario: measure.simulate.clone(),
            ..Measurement::default()
        },
        ..NodeFacts::default()
    };
    let is_live = simulation.is_none() && measure.is_live();
    let root = simulation.as_ref().map_or_else(|| measure.root().to_owned(), Simulation::root);
    let collected = files::collect(&root, is_live, &mut facts);
    collected.map_err(|error| io::Error::other(format!("{}: {error}", root.display())))?;
    if simulation.is_some() {
        facts.measurement.root = None; // it is gone by the time that anybody reads of it
    }
    devices::measure(measure, simulation.as_ref(), &mut facts);
    Ok(facts)
}
