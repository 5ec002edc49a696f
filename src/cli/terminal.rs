//! The terminal: what it can show, and writing to it.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use terminal_size::{Width, terminal_size_of};

use crate::lang::Lang;
use crate::report::Style;

/// The exit code for a job that could not be done.
pub const FAILED: u8 = 2;
/// The exit code for something that is not good enough.
pub const NOT_GOOD: u8 = 1;

/// The columns of what is not for a terminal.
pub const WIDTH: usize = 100;

/// Whether text is coloured.
#[derive(Clone, Copy, ValueEnum)]
#[expect(missing_docs, reason = "the help would show what is said of each")]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether to colour what goes to standard output, by the conventions of no-color.org and
    /// bixense.com/clicolors.
    pub fn on(self) -> bool {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if set("NO_COLOR").is_some() => false,
            Self::Auto if set("CLICOLOR_FORCE").is_some_and(|force| force != "0") => true,
            Self::Auto => {
                io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// How a report is to look.
#[derive(Args)]
pub struct Look {
    /// Say findings and errors only
    #[arg(long, short)]
    quiet: bool,
    /// Show findings that are suppressed, too
    #[arg(long)]
    show_suppressed: bool,
    /// Whether text is coloured
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,
}

impl Look {
    /// As a style, in a language; by default in that of the locale.
    pub fn style(&self, lang: Option<Lang>) -> Style {
        Style {
            lang: lang.unwrap_or_else(Lang::of_locale),
            color: self.color.on(),
            width: width(),
            show_suppressed: self.show_suppressed,
            quiet: self.quiet,
            ..Style::default()
        }
    }
}

/// How many columns there are.
pub fn width() -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size_of(io::stdout()).map(|(Width(columns), _)| columns.into());
    columns.or_else(terminal).unwrap_or(WIDTH)
}

/// Writes to standard output. That nobody reads to the end, as before `| head`, is no error.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> ExitCode {
    match try_print(write) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            FAILED.into()
        }
    }
}

/// Like [`print`], with the error for the caller.
pub fn try_print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // Else the rest would be written once more when `out` is dropped.
            let _ = out.into_parts();
            Ok(())
        }
        written => written,
    }
}

/// Writes a line to standard error. If even that fails, there is nobody left to tell.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
