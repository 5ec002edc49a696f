//! The command line: its commands and options, and what becomes of each.
//!
//! Exit codes: 0, all is well; 1, what was checked is not good enough; 2, the job could not be done.

mod check;
pub mod chinese;
mod fix;
mod rules;
pub mod terminal;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::config::{FailOn, KubernetesVersion, Output};
use crate::lang::Lang;
use crate::rule::Profile;
use crate::score::Grade;

/// Checks whether a platform is ready for production: Dockerfiles, Compose files, Kubernetes
/// manifests and Helm charts
#[derive(Parser)]
#[command(name = "seaworthy", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The language of everything that is said; by default that of the locale
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
}

#[derive(Subcommand)]
enum Command {
    /// Check files and folders
    Check(Box<Check>),
    /// Explain a rule: what it finds, why that matters and how to fix it
    Explain(Explain),
    /// List and test rules
    #[command(subcommand)]
    Rules(Rules),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Args)]
struct Check {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    selection: Selection,
    /// A report to write: text, json or sarif, to standard output or to a file
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = str::parse::<Output>)]
    format: Vec<Output>,
    #[command(flatten)]
    mending: Mending,
    /// Fail with exit code 1 on findings of this severity or worse; by default on high ones
    #[arg(long, value_name = "SEVERITY", value_enum)]
    fail_on: Option<FailOn>,
    /// Fail with exit code 1 if the grade of all together is below this one
    #[arg(long, value_name = "GRADE", value_enum, ignore_case = true)]
    min_grade: Option<Grade>,
    /// The Kubernetes version that the manifests are for
    #[arg(long, value_name = "1.N", value_parser = str::parse::<KubernetesVersion>)]
    target_kubernetes: Option<KubernetesVersion>,
    /// Folders with schemas of custom resources: their definitions (CRDs), or JSON Schemas
    #[arg(long, value_name = "DIR")]
    schema: Vec<PathBuf>,
    /// Facts of nodes that pods may run on: of `seaworthy-node facts` or `kubectl get nodes -o yaml`
    #[arg(long, value_name = "FILE")]
    node_facts: Vec<PathBuf>,
    /// The configuration; by default the nearest seaworthy.yaml from the first path upwards
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Values for Helm charts
    #[arg(long, value_name = "FILE")]
    helm_values: Vec<PathBuf>,
    /// How many threads to use, up to 256; by default one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The size of the largest file that is read, in bytes; by default 16 MiB
    #[arg(long, value_name = "N")]
    max_bytes: Option<u64>,
    #[command(flatten)]
    look: terminal::Look,
}

/// What is to become of what can be mended.
#[derive(Args)]
struct Mending {
    /// Mend in the files what has exactly one right answer, then report what remains
    #[arg(long)]
    fix: bool,
    /// Print as a unified diff what `--fix` would change, and no report; exit code 1 if there is
    /// something
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    diff: bool,
}

/// Which rules.
#[derive(Args)]
struct Selection {
    /// The set of rules to start from
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Use these rules in place of the profile's: codes, names, families (SEC) or groups
    /// (pss-baseline, pss-restricted, cis, nsa)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Folders with rules of your own
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
}

#[derive(Args)]
struct Explain {
    /// The code or the name of the rule
    #[arg(value_name = "CODE")]
    code: String,
    /// Folders with rules of your own
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Whether text is coloured
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = terminal::Color::Auto)]
    color: terminal::Color,
}

#[derive(Subcommand)]
enum Rules {
    /// List rules: all, unless some are chosen
    List {
        #[command(flatten)]
        selection: Selection,
        /// The form of the list
        #[arg(id = "form", long = "format", value_enum, default_value_t = Form::Table)]
        form: Form,
    },
    /// Run rules of your own on their own examples
    Test {
        /// The folder with the rules
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

/// The form of a list of rules.
#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Table,
    Json,
    Markdown,
}

/// Runs the command that `args` say.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match parse(args, chinese::TEXTS) {
        Ok((cli, lang, mut command)) => dispatch(cli, lang, &mut command),
        Err(code) => code,
    }
}

/// What `args` say, in which language to answer, and the command that understood them; `texts` are
/// its options in Chinese. Help and complaints are printed, and there is the exit code.
pub fn parse<T: Parser>(
    args: impl IntoIterator<Item = OsString>,
    texts: chinese::Texts,
) -> Result<(T, Lang, clap::Command), ExitCode> {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = asked_lang(&args).unwrap_or_else(Lang::of_locale);
    let mut command = match lang {
        Lang::En => T::command(),
        Lang::Zh => chinese::translated(T::command(), texts),
    };
    let parsed = command
        .try_get_matches_from_mut(args)
        .and_then(|mut matches| T::from_arg_matches_mut(&mut matches));
    let error = match parsed {
        Ok(parsed) => return Ok((parsed, lang, command)),
        Err(error) => error,
    };
    if !error.use_stderr() {
        // Help or the version, asked for.
        return Err(terminal::print(|out| write!(out, "{}", error.render())));
    }
    terminal::complain(&match lang {
        Lang::En => error.render().to_string().trim_end().to_owned(),
        Lang::Zh => chinese::usage_error(&error, &command),
    });
    Err(terminal::FAILED.into())
}

fn dispatch(cli: Cli, lang: Lang, command: &mut clap::Command) -> ExitCode {
    match cli.command {
        Command::Check(options) => check::check(&options, cli.lang),
        Command::Explain(options) => rules::explain(&options, lang),
        Command::Rules(Rules::List { selection, form }) => rules::list(&selection, form, lang),
        Command::Rules(Rules::Test { dir }) => rules::test(&dir, lang),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, command, "seaworthy", &mut script);
            terminal::print(|out| out.write_all(&script))
        }
    }
}

/// The language in the arguments as they stand: help and complaints about the others need it first.
fn asked_lang(args: &[OsString]) -> Option<Lang> {
    let args: Vec<_> =
        args.iter().map_while(|arg| arg.to_str().filter(|arg| *arg != "--")).collect();
    let apart = args.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let joined = args.iter().filter_map(|arg| arg.strip_prefix("--lang="));
    apart.chain(joined).find_map(|value| Lang::from_str(value, false).ok())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
        chinese::translated(Cli::command(), chinese::TEXTS).debug_assert();
    }

    #[test]
    fn the_language_is_found_before_the_rest_is_understood() {
        for (args, expected, reason) in [
            (&["check", "--lang", "zh"][..], Some(Lang::Zh), "apart"),
            (&["--lang=zh", "--wrong"], Some(Lang::Zh), "joined, beside what is wrong"),
            (&["check", "--", "--lang=zh"], None, "a path of that name"),
            (&["check", "--lang"], None, "without a value"),
            (&["check", "--lang", "fr"], None, "not spoken here"),
        ] {
            let args: Vec<_> = args.iter().map(OsString::from).collect();
            assert_eq!(asked_lang(&args), expected, "{reason}");
        }
    }
}
