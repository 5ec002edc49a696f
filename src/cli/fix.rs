//! `seaworthy check --fix` and `--diff`: what is said of files that change.

use std::process::ExitCode;

use super::terminal::{self, FAILED, NOT_GOOD};
use crate::config::Output;
use crate::fix::{Change, diff};
use crate::lang::{Lang, Text};
use crate::report::{Format, Report, Style};

const FIXED_ONE: Text = Text { en: "{file}: 1 fault fixed", zh: "{file}：已修复 1 个问题" };
const FIXED: Text =
    Text { en: "{file}: {faults} faults fixed", zh: "{file}：已修复 {faults} 个问题" };

/// Says what was fixed: before the report where people read that, else where it is in nobody's way.
pub(super) fn tell(changes: &[Change], outputs: &[Output], style: &Style) {
    let printed = outputs.iter().find(|output| output.file.is_none());
    let to_people = match printed {
        Some(output) => output.format == Format::Text,
        None => outputs.is_empty(),
    };
    let lines = changes.iter().map(|change| {
        let text = if change.faults == 1 { FIXED_ONE } else { FIXED };
        text.with([("file", &change.name), ("faults", &change.faults)]).say(style.lang)
    });
    let mut lines: Vec<String> = lines.collect();
    if lines.is_empty() || !to_people || style.quiet {
        return lines.iter().filter(|_| !style.quiet).for_each(|line| terminal::complain(line));
    }
    lines.push(String::new());
    // The report is written to the same place, and says if it cannot be.
    let _ = terminal::try_print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")));
}

/// Prints what would change, and complains about all else.
pub(super) fn print_diff(report: &Report, changes: &[Change], lang: Lang) -> ExitCode {
    let printed =
        terminal::try_print(|out| changes.iter().try_for_each(|change| diff::write(change, out)));
    for error in report.errors.iter().chain(&report.warnings) {
        terminal::complain(&error.say(lang));
    }
    if let Err(error) = &printed {
        terminal::complain(&error.to_string());
    }
    if printed.is_err() || !report.errors.is_empty() {
        FAILED.into()
    } else if changes.is_empty() {
        ExitCode::SUCCESS
    } else {
        NOT_GOOD.into()
    }
}
