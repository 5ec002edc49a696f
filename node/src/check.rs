//! `seaworthy-node check`: facts that are measured, or were, judged by the NODE rules and reported.
//!
//! Exit codes: 0, the node is fit to serve; 1, it is not; 2, that could not be told.

use std::io;
use std::iter;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use seaworthy::cli::terminal::Look;
use seaworthy::config::{self, Config, FailOn};
use seaworthy::discover::{self, Found, discover};
use seaworthy::document::{File, Format};
use seaworthy::error::Error;
use seaworthy::lang::{Lang, Text};
use seaworthy::node::{Backend, NodeFacts};
use seaworthy::report::Style;
use seaworthy::rule::{Profile, Rule, Subject};
use seaworthy::score::Grade;
use seaworthy::select::{self, Selection, Selector};
use seaworthy::source::Source;
use seaworthy::{Options, clock};

use crate::Measure;
use crate::judged::{Judged, nothing_measured};
use crate::report::{self, Manner, Output};

const UNMEASURED: Text = Text { en: "cannot be measured: {reason}", zh: "无法测量：{reason}" };
const NOT_ONE: Text = Text {
    en: "these are facts of {count} nodes; give those of one, as `seaworthy-node facts` prints them",
    zh: "其中有 {count} 个节点的事实；请提供一个节点的事实，即 `seaworthy-node facts` 的输出",
};

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    measure: Measure,
    /// Facts that were measured before, to be judged in place of this node; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["root", "host", "timeout", "smoke", "model", "simulate"]
    )]
    facts: Option<PathBuf>,
    /// A report to write: text, json, sarif, junit, prometheus, nfd or npd, to standard output or to
    /// a file
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = str::parse::<Output>)]
    format: Vec<Output>,
    /// The node is not fit with findings of this severity or worse; by default with high ones
    #[arg(long, value_name = "SEVERITY", value_enum)]
    fail_on: Option<FailOn>,
    /// The node is not fit if its grade is below this one
    #[arg(long, value_name = "GRADE", value_enum, ignore_case = true)]
    min_grade: Option<Grade>,
    /// Leave these rules out: codes or names
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The configuration; by default the nearest seaworthy.yaml upwards
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// After how many seconds the labels of nfd expire, if nobody writes them anew; by default never
    #[arg(long, value_name = "SECONDS")]
    expire: Option<u32>,
    /// How many bytes the line of npd may have
    #[arg(long, value_name = "N", default_value_t = 80)]
    max_length: u16,
    #[command(flatten)]
    look: Look,
}

/// Runs the command.
pub(crate) fn check(args: &Check, lang: Option<Lang>) -> ExitCode {
    let start = args.facts.clone().unwrap_or_else(|| ".".into());
    let (config, mut errors) = config::read(args.config.as_deref(), &[start]);
    let options = options(args, &config, &mut errors);
    let mut found = match &args.facts {
        Some(path) => discover(std::slice::from_ref(path), &discover::Options::default()),
        None => crate::facts(&args.measure).map_or_else(unmeasured, measured),
    };
    let facts = only_node(args, &found, &mut errors);
    let nothing = nothing_measured(&facts);
    if errors.is_empty() && found.errors.is_empty() && !nothing.is_empty() {
        errors.extend(nothing);
        found.files.clear();
    }
    let mut report = seaworthy::check(found, &options);
    report.errors.splice(0..0, errors);
    report.is_simulated = facts.measurement.backend == Backend::Simulator;
    let fail_on = args.fail_on.or(config.fail_on).unwrap_or_default();
    let min_grade = args.min_grade.or(config.min_grade);
    let mut judged = Judged { facts, report, fail_on, min_grade };
    let style = Style { lines: false, ..args.look.style(lang.or(config.lang)) };
    let manner = Manner { style, expire: args.expire, max_length: args.max_length.into() };
    report::write(&mut judged, &args.format, &manner);
    judged.verdict().exit_code()
}

/// What was measured, as if it had been read from a file with the name of the node.
#[expect(clippy::needless_pass_by_value, reason = "it is what there is to say of them")]
fn measured(facts: NodeFacts) -> Found {
    let json = serde_json::to_string_pretty(&facts.to_json());
    let json = json.expect("internal: facts are plain data");
    let name = if facts.node.name.is_empty() { "facts" } else { &facts.node.name };
    iter::once(File::parse(Arc::new(Source::new(name, json)), Format::Yaml)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is what a result has")]
fn unmeasured(error: io::Error) -> Found {
    let errors = vec![Error::new("facts", UNMEASURED.with([("reason", &error)]))];
    Found { errors, ..Found::default() }
}

/// The facts of the one node that there is to be.
fn only_node(args: &Check, found: &Found, errors: &mut Vec<Error>) -> NodeFacts {
    let nodes: Vec<_> = found.files.iter().flat_map(File::nodes).collect();
    if nodes.len() != 1 && found.errors.is_empty() {
        let file = args.facts.as_deref().unwrap_or("facts".as_ref()).to_string_lossy();
        errors.push(Error::new(file, NOT_ONE.with([("count", &nodes.len())])));
    }
    nodes.first().map(|facts| (*facts).clone()).unwrap_or_default()
}

/// How to judge; and what is wrong with the choice of rules.
fn options(args: &Check, config: &Config, errors: &mut Vec<Error>) -> Options {
    let (rules, problems) = select::load(&config.rules);
    errors.extend(problems);
    let of_option = |value: &String| Selector::of_option("--ignore", value);
    let mut ignore: Vec<_> = args.ignore.iter().map(of_option).collect();
    if ignore.is_empty() {
        ignore.clone_from(&config.ignore);
    }
    errors.extend(select::unknown(ignore.iter().chain(&config.locked), &rules));
    let of_nodes = |rule: &&Rule| rule.subjects.contains(&Subject::Node);
    let of_nodes: Vec<_> = rules.into_iter().filter(of_nodes).collect();
    let selection = Selection { profile: Profile::All, ignore, ..Selection::default() };
    Options {
        rules: selection.of(&of_nodes),
        accepted: config.suppress.clone(),
        locked: config.locked.iter().map(|selector| selector.text.clone()).collect(),
        today: Some(clock::today()),
        ..Options::default()
    }
}
