//! `seaworthy explain` and `seaworthy rules`: what the rules say, and whether they do it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::terminal::{self, FAILED, NOT_GOOD};
use super::{Explain, Form, Selection};
use crate::error::Error;
use crate::explain;
use crate::lang::{Lang, Text};
use crate::rule::{Profile, Rule, testing};
use crate::select;

const OK: Text = Text { en: "ok", zh: "通过" };
const MISMATCHED: Text = Text { en: "failed", zh: "失败" };
const NO_EXAMPLES: Text = Text { en: "no examples", zh: "没有示例" };

/// Explains one rule.
pub(super) fn explain(args: &Explain, lang: Lang) -> ExitCode {
    let (rules, errors) = load(&args.rules, lang);
    match select::find(&args.code, &rules) {
        Ok(rule) => {
            let text = explain::explain(rule, lang, args.color.on(), terminal::width());
            finish(&text, errors)
        }
        Err(error) => {
            terminal::complain(&error.say(lang));
            FAILED.into()
        }
    }
}

/// Lists rules.
pub(super) fn list(args: &Selection, form: Form, lang: Lang) -> ExitCode {
    let (rules, mut errors) = load(&args.rules, lang);
    let mut selection = args.selection();
    selection.profile = args.profile.unwrap_or(Profile::All);
    let unknown = select::unknown(selection.select.iter().chain(&selection.ignore), &rules);
    errors += complain(&unknown, lang);
    let chosen = selection.of(&rules);
    let text = match form {
        Form::Table => explain::table(&chosen, lang),
        Form::Json => explain::json(&chosen),
        Form::Markdown => explain::markdown(&chosen, lang),
    };
    finish(&text, errors)
}

/// Runs the rules in a directory on their own examples.
pub(super) fn test(directory: &Path, lang: Lang) -> ExitCode {
    let (builtin, _) = select::load(&[]);
    let (rules, errors) = select::load_directory(directory, &builtin);
    let errors = complain(&errors, lang);
    let mut failed = false;
    let mut lines = Vec::new();
    for rule in &rules {
        let mismatches = testing::mismatches(rule);
        failed |= !mismatches.is_empty();
        let examples = rule.pass.len() + rule.fail.len();
        let outcome = match (mismatches.is_empty(), examples) {
            (_, 0) => NO_EXAMPLES,
            (true, _) => OK,
            (false, _) => MISMATCHED,
        };
        lines.push(format!("{} {}: {}\n", rule.code, rule.name, outcome.get(lang)));
        let said = mismatches.iter().flat_map(|mismatch| mismatch.say(lang));
        lines.extend(said.map(|line| format!("  {line}\n")));
    }
    let untested = rules.iter().all(|rule| rule.pass.is_empty() && rule.fail.is_empty());
    let printed = finish(&lines.concat(), errors + usize::from(untested));
    if failed && printed == ExitCode::SUCCESS { NOT_GOOD.into() } else { printed }
}

/// All rules. Returns how many errors were said.
fn load(directories: &[PathBuf], lang: Lang) -> (Vec<&'static Rule>, usize) {
    let (rules, errors) = select::load(directories);
    (rules, complain(&errors, lang))
}

fn complain(errors: &[Error], lang: Lang) -> usize {
    for error in errors {
        terminal::complain(&error.say(lang));
    }
    errors.len()
}

/// Prints, and fails if there were errors before.
fn finish(text: &str, errors: usize) -> ExitCode {
    let printed = terminal::print(|out| out.write_all(text.as_bytes()));
    if errors > 0 { FAILED.into() } else { printed }
}
