//! `seaworthy check`: options and configuration put together, a run, its reports and its exit code.

use std::any::Any;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::process::ExitCode;

use super::fix;
use super::terminal::{self, FAILED, NOT_GOOD};
use crate::config::{self, Config, Output};
use crate::error::{Error, UNWRITABLE};
use crate::fix::Mended;
use crate::lang::{Lang, Message, Text};
use crate::report::{self, Format, Report, Style};
use crate::rule::Rule;
use crate::score::Score;
use crate::select::{self, Selection, Selector};
use crate::{Options, clock, discover, node, schema};

const NO_RULE_LEFT: Text = Text {
    en: "no rule is left to check; see `seaworthy rules list`",
    zh: "没有选中任何规则；请查看 `seaworthy rules list`",
};
const TWO_PRINTED: Text = Text {
    en: "only the first report goes to standard output; give the others files, as in `sarif=report.sarif`",
    zh: "只有第一份报告能写到标准输出；请为其余报告指定文件，例如 `sarif=report.sarif`",
};
const SAME_FILE: Text = Text {
    en: "two reports go to this file; give each its own",
    zh: "有两份报告要写入此文件；请为每份报告指定不同的文件",
};
const NO_CHART: Text = Text {
    en: "no chart takes these values: there is none in what is checked",
    zh: "检查范围内没有 chart，此 values 文件没有用到",
};
const NO_THREADS: Text =
    Text { en: "threads cannot be started: {reason}", zh: "无法启动线程：{reason}" };
const CRASHED: Text = Text {
    en: "seaworthy crashed: {detail}; please report this",
    zh: "seaworthy 崩溃：{detail}；请向我们反馈",
};

/// The stack of each thread: documents may be nested deeply.
const STACK: usize = 4 << 20;

/// Runs the command.
pub(super) fn check(args: &super::Check, lang: Option<Lang>) -> ExitCode {
    let (config, mut errors) = config::read(args.config.as_deref(), &args.paths);
    let style = args.look.style(lang.or(config.lang));
    let options = options(args, &config, &mut errors);
    let inputs = discover::Options {
        helm_values: given(&args.helm_values, &config.helm_values),
        exclude: config.exclude.clone(),
        config: config.file.clone(),
        max_bytes: args.max_bytes.unwrap_or(discover::Options::default().max_bytes),
    };
    // What is wrong with the choice of rules may be wrong with what is accepted.
    let may_change = errors.is_empty() && (args.mending.fix || args.mending.diff);
    let run = || {
        let mut found = discover::discover(&args.paths, &inputs);
        // The configuration is for more than what is checked this time.
        if found.charts == 0 {
            let unused = args.helm_values.iter().map(|path| path.to_string_lossy());
            found.errors.extend(unused.map(|path| Error::new(path, NO_CHART)));
        }
        if !may_change {
            return (crate::check(found, &options), Vec::new());
        }
        let mended = Mended::new(found, &options, style.lang);
        let mended = if args.mending.fix { mended.write(&options) } else { mended };
        (mended.report, mended.changes)
    };
    let (mut report, changes) = match in_threads(args.jobs, run) {
        Ok(mended) => mended,
        Err(message) => {
            terminal::complain(&message.say(style.lang));
            return FAILED.into();
        }
    };
    report.errors.splice(0..0, errors);
    if args.mending.diff {
        return fix::print_diff(&report, &changes, style.lang);
    }
    let outputs = given(&args.format, &config.format);
    fix::tell(&changes, &outputs, &style);
    write_reports(&mut report, &outputs, &style);

    let severity = args.fail_on.or(config.fail_on).unwrap_or_default();
    let least = args.min_grade.or(config.min_grade);
    let grade = report.score.map(Score::grade);
    if !report.errors.is_empty() {
        FAILED.into()
    } else if severity.is_met_by(&report) || grade.zip(least).is_some_and(|(is, least)| is < least)
    {
        NOT_GOOD.into()
    } else {
        ExitCode::SUCCESS
    }
}

/// How to judge; and what is wrong with the choice of rules.
fn options(args: &super::Check, config: &Config, errors: &mut Vec<Error>) -> Options {
    let chosen = &args.selection;
    let (rules, problems) = select::load(&given(&chosen.rules, &config.rules));
    errors.extend(problems);
    let (schemas, problems) = schema::load(&given(&args.schema, &config.schemas));
    errors.extend(problems);
    let (nodes, problems) = node::load(&args.node_facts);
    errors.extend(problems);
    let mut selection = chosen.selection();
    // A profile on the command line says what to check, whatever the configuration selects.
    if selection.select.is_empty() && chosen.profile.is_none() {
        selection.select.clone_from(&config.select);
    }
    selection.profile = chosen.profile.or(config.profile).unwrap_or_default();
    selection.ignore = given(&selection.ignore, &config.ignore);
    selection.target_kubernetes = args.target_kubernetes.or(config.target_kubernetes);
    let named = [&selection.select, &selection.ignore, &config.locked];
    errors.extend(select::unknown(named.into_iter().flatten(), &rules));
    let rules: Vec<&'static Rule> = selection.of(&rules);
    if rules.is_empty() && errors.is_empty() {
        errors.push(Error::new("--select", NO_RULE_LEFT));
    }
    Options {
        rules,
        profile: selection.profile,
        accepted: config.suppress.clone(),
        locked: config.locked.iter().map(|selector| selector.text.clone()).collect(),
        schemas,
        registries: config.registries.clone(),
        images: config.images.clone(),
        nodes,
        npu_resources: config.npu_resources.clone(),
        target_kubernetes: selection.target_kubernetes,
        today: Some(clock::today()),
    }
}

/// What the command line says, else what the configuration does.
fn given<T: Clone>(args: &[T], config: &[T]) -> Vec<T> {
    if args.is_empty() { config.to_vec() } else { args.to_vec() }
}

impl super::Selection {
    /// As far as the command line says.
    pub(super) fn selection(&self) -> Selection {
        let of = |option: &str, values: &[String]| -> Vec<Selector> {
            values.iter().map(|value| Selector::of_option(option, value)).collect()
        };
        Selection {
            profile: self.profile.unwrap_or_default(),
            select: of("--select", &self.select),
            ignore: of("--ignore", &self.ignore),
            target_kubernetes: None,
        }
    }
}

/// Runs `run` in as many threads as there are jobs, or processors.
fn in_threads<T: Send>(jobs: Option<u16>, run: impl FnOnce() -> T + Send) -> Result<T, Message> {
    let threads = jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.map_err(|error| NO_THREADS.with([("reason", &error)]))?;
    quietly(|| pool.install(run)).map_err(|detail| CRASHED.with([("detail", &detail)]))
}

/// Runs `run` without the traces that a panic prints. A rule or a file that panics becomes an error
/// of its own in the report, and the trace between the findings would say nothing to their reader.
/// What nobody else catches ends here, as its message.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let result = catch_unwind(AssertUnwindSafe(run));
    set_hook(hook);
    result.map_err(|panic: Box<dyn Any + Send>| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("panic").to_owned()
    })
}

/// Writes files first, so that a file that cannot be written is an error in what goes to standard
/// output; and errors that no text says to standard error.
fn write_reports(report: &mut Report, outputs: &[Output], style: &Style) {
    let plain = Style { color: false, width: terminal::WIDTH, ..*style };
    let mut written = HashSet::new();
    for (format, path) in outputs.iter().filter_map(|o| Some((o.format, o.file.as_ref()?))) {
        // Once it is written it exists, and is known by any of its names.
        if fs::canonicalize(path).is_ok_and(|real| written.contains(&real)) {
            report.errors.push(Error::new(path.to_string_lossy(), SAME_FILE));
            continue;
        }
        if let Err(error) = write_file(report, format, &plain, path) {
            report.errors.push(unwritable(&path.to_string_lossy(), &error));
        }
        written.extend(fs::canonicalize(path));
    }
    let mut printed = outputs.iter().filter(|output| output.file.is_none());
    let default = outputs.is_empty().then_some(Format::Text);
    let format = printed.next().map(|output| output.format).or(default);
    if printed.next().is_some() {
        report.errors.push(Error::new("--format", TWO_PRINTED));
    }
    let mut said = format == Some(Format::Text);
    if let Some(format) = format {
        let printed = terminal::try_print(|out| report::render(report, format, style, out));
        if let Err(error) = printed {
            report.errors.push(unwritable("<stdout>", &error));
            said = false;
        }
    }
    if !said {
        for error in &report.errors {
            terminal::complain(&error.say(style.lang));
        }
    }
}

fn unwritable(name: &str, error: &io::Error) -> Error {
    Error::new(name, UNWRITABLE.with([("reason", &discover::reason(error))]))
}

fn write_file(report: &Report, format: Format, style: &Style, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    report::render(report, format, style, &mut out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_its_message() {
        let result: Result<(), _> = quietly(|| panic!("internal: {}", 1));
        assert_eq!(result, Err("internal: 1".to_owned()));
        assert_eq!(quietly(|| 2), Ok(2));
    }
}
