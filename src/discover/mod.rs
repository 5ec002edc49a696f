//! The inputs of a run: found below the paths that the user gives, read and parsed.
//!
//! What a file is, its name says first and its content then: YAML that is neither Kubernetes nor
//! Compose is skipped and counted, never guessed at. Charts are rendered (see [`crate::helm`]).

mod context;
mod kustomize;
mod read;
mod walk;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rayon::prelude::*;

use crate::document::{File, Format};
use crate::error::Error;
use crate::helm::{self, Chart, ValueSet};
use crate::lang::Text;
use crate::report::Files;
use crate::source::Source;

use kustomize::Kustomizations;
pub use kustomize::Rename;
use read::{Decoded, decode};
pub(crate) use read::{reason, source, unreadable};
use walk::{Input, Inputs, Lead};
pub(crate) use walk::{bad_glob, shown};

pub(crate) const STDIN: &str = "<stdin>";
const NOTHING: Text = Text {
    en: "nothing to check: no Dockerfile, Compose file, Kubernetes manifest, Helm chart or facts of a node here",
    zh: "没有可检查的内容：此处没有 Dockerfile、Compose 文件、Kubernetes 清单、Helm chart 或节点事实",
};
const CRASHED: Text = Text {
    en: "seaworthy crashed on this file; please report this",
    zh: "seaworthy 处理此文件时崩溃；请向我们反馈",
};

/// What to read, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Value files for charts. Each is a run of its own; none is one run with the chart's defaults.
    pub helm_values: Vec<PathBuf>,
    /// Globs, as in a `.gitignore`, of what is left out below a folder. Relative to where the paths
    /// are, or to the folder that is walked.
    pub exclude: Vec<String>,
    /// The configuration, which is no input.
    pub config: Option<PathBuf>,
    /// The size of the largest file that is read.
    pub max_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { helm_values: Vec::new(), exclude: Vec::new(), config: None, max_bytes: 16 << 20 }
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct Found {
    /// The files with something in them, in the order of their names.
    pub files: Vec<File>,
    /// How many files there were.
    pub counts: Files,
    /// How many charts there were.
    pub charts: usize,
    /// All that could not be read, what is broken in the files included.
    pub errors: Vec<Error>,
}

/// Reads all that can be judged: files, what is below folders, and standard input for `-`.
pub fn discover(paths: &[PathBuf], options: &Options) -> Found {
    let inputs = walk::collect(paths, options);
    let mut found = Found::default();
    let values = found.values(&inputs, options);
    let mut jobs = jobs(&inputs, &values);
    jobs.sort_by(|a, b| a.name().cmp(b.name()));
    let run = |job: &Job| guarded(job.name(), || job.run(options));
    let read: Vec<_> = jobs.par_iter().map(run).collect();
    let mut kustomizations = Kustomizations::default();
    for (job, result) in jobs.iter().zip(&read) {
        if let (Job::File(input), Ok(Some(file))) = (job, result) {
            kustomizations.read(input, &file.source, &inputs);
        }
    }
    let unfinished = kustomizations.unfinished(&inputs);
    let mut renames = kustomizations.renames(&inputs);
    let mut fruitful = HashSet::new();
    for (job, mut result) in jobs.iter().zip(read) {
        if let Ok(Some(file)) = &mut result {
            file.is_unfinished = unfinished.contains(&job.number());
            file.renames = renames.remove(&job.number()).unwrap_or_default();
            if kustomizations.has_part(job.number()) {
                file.documents.clear();
            }
        }
        if found.add(result) {
            fruitful.insert(job.number());
        }
    }
    if !found.files.is_empty() {
        // Who names all YAML of a repository, as a commit hook does, names what is none of ours, and
        // that is counted; who names all charts names libraries.
        let is_yaml = |input: &&Input| Format::of_name(&input.name) == Some(Format::Yaml);
        let named = inputs.files.iter().filter(|input| input.named).filter(is_yaml);
        fruitful.extend(named.map(|input| input.number));
        let libraries = inputs.charts.iter().filter(|(_, chart)| chart.is_library);
        fruitful.extend(libraries.map(|(number, _)| *number));
    }
    if values.is_empty() {
        // That their values are missing is said.
        fruitful.extend(inputs.charts.iter().map(|(number, _)| *number));
    }
    found.charts = inputs.charts.len();
    found.counts.failed += inputs.unreachable.len();
    found.errors.extend(inputs.unreachable.iter().chain(&inputs.bad_globs).cloned());
    let charts: Vec<_> = inputs.charts.iter().map(|(_, chart)| Arc::clone(chart)).collect();
    helm::find_charts(&mut found.files, &charts);
    found.errors.extend(without_fruit(paths, &inputs, &fruitful));
    found
}

/// An error for each path with nothing to check in it. One with something in it must not make the
/// others pass for checked.
fn without_fruit(paths: &[PathBuf], inputs: &Inputs, fruitful: &HashSet<usize>) -> Vec<Error> {
    let is_fruitful = |lead: &Lead| lead.inputs.iter().any(|number| fruitful.contains(number));
    let leads = paths.iter().zip(&inputs.leads);
    let fruitless = leads.filter(|(_, lead)| !lead.is_unreachable && !is_fruitful(lead));
    let error = |(path, _): (&PathBuf, _)| {
        let name = if path.as_os_str() == "-" { STDIN.to_owned() } else { shown(path) };
        Error::new(name, NOTHING)
    };
    fruitless.map(error).collect()
}

/// Files that are at hand already.
impl FromIterator<File> for Found {
    fn from_iter<T: IntoIterator<Item = File>>(files: T) -> Self {
        let mut found = Self::default();
        for file in files {
            found.add(Ok(Some(file)));
        }
        found
    }
}

impl Found {
    /// The sets of values to render each chart with; nothing stands for the chart's own.
    fn values<'a>(&mut self, inputs: &Inputs, options: &'a Options) -> Vec<Option<&'a Path>> {
        if options.helm_values.is_empty() || inputs.charts.is_empty() {
            return vec![None];
        }
        let mut sets = Vec::new();
        for path in &options.helm_values {
            // Helm takes addresses, too.
            let is_file = !path.to_string_lossy().contains("://");
            match fs::metadata(path) {
                Err(error) if is_file => self.errors.push(unreadable(&shown(path), &error)),
                _ => sets.push(Some(path.as_path())),
            }
        }
        sets
    }

    /// Another text in place of that of the file with this name.
    pub(crate) fn replace(&mut self, name: &str, text: &str) {
        let Some(old) = self.files.iter_mut().find(|file| file.source.name() == name) else {
            return;
        };
        let mut new = File::parse(Arc::new(Source::new(name, text)), Format::Yaml);
        new.path = old.path.take();
        new.is_unfinished = old.is_unfinished;
        new.renames = std::mem::take(&mut old.renames);
        let is_old = |error: &Error| {
            error.place.as_ref().is_some_and(|(source, _)| Arc::ptr_eq(source, &old.source))
        };
        self.errors.retain(|error| !is_old(error));
        self.errors.append(&mut new.errors);
        *old = new;
    }

    /// Adds what became of an input; whether there is anything to say of it.
    fn add(&mut self, result: Result<Option<File>, Error>) -> bool {
        match result {
            Err(error) => {
                self.counts.failed += 1;
                self.errors.push(error);
            }
            Ok(Some(mut file)) if !file.documents.is_empty() || !file.errors.is_empty() => {
                self.counts.read += usize::from(!file.documents.is_empty());
                self.counts.failed += usize::from(!file.errors.is_empty());
                self.errors.append(&mut file.errors);
                self.files.push(file);
            }
            Ok(_) => {
                self.counts.skipped += 1;
                return false;
            }
        }
        true
    }
}

/// One text to get and parse.
enum Job<'a> {
    Stdin(usize),
    File(&'a Input),
    Chart {
        number: usize,
        name: String,
        chart: &'a Arc<Chart>,
        values: Option<&'a Path>,
        set: Option<ValueSet>,
    },
}

fn jobs<'a>(inputs: &'a Inputs, sets: &'a [Option<&'a Path>]) -> Vec<Job<'a>> {
    let charts = inputs.charts.iter().flat_map(|(number, chart)| {
        // A library renders nothing, whatever the values.
        let sets = if chart.is_library { &[None] } else { sets };
        let is_one_of_several = sets.len() > 1;
        sets.iter().map(move |&values| {
            let set = values.filter(|_| is_one_of_several);
            let set = set.map(|values| ValueSet { name: shown(values), of: sets.len() });
            let name = match &set {
                Some(set) => format!("{} ({})", chart.shown(), set.name),
                None => chart.shown().to_owned(),
            };
            Job::Chart { number: *number, name, chart, values, set }
        })
    });
    let stdin = inputs.stdin.map(Job::Stdin);
    stdin.into_iter().chain(inputs.files.iter().map(Job::File)).chain(charts).collect()
}

impl Job<'_> {
    /// The name that reports give the text.
    fn name(&self) -> &str {
        match self {
            Self::Stdin(_) => STDIN,
            Self::File(input) => &input.name,
            Self::Chart { name, .. } => name,
        }
    }

    /// The number of the input.
    fn number(&self) -> usize {
        match *self {
            Self::Stdin(number) | Self::Chart { number, .. } => number,
            Self::File(input) => input.number,
        }
    }

    /// The file, or nothing if it is none of ours.
    fn run(&self, options: &Options) -> Result<Option<File>, Error> {
        match self {
            Self::Stdin(_) => read_stdin(options.max_bytes).map(Some),
            Self::File(input) => read_file(input, options.max_bytes),
            Self::Chart { chart, .. } if chart.is_library => Ok(None),
            Self::Chart { name, chart, values, set, .. } => {
                let run = helm::Run { name, chart, values: *values };
                let bytes = helm::render(&run, options.max_bytes)?;
                let mut file = parse(decode(name, bytes, options.max_bytes)?, Some(Format::Yaml));
                file.origins.add(chart);
                if let Some(set) = set {
                    file.origins.rendered_with(set.clone());
                }
                Ok(Some(file))
            }
        }
    }
}

fn read_stdin(max_bytes: u64) -> Result<File, Error> {
    let bytes = read::bytes(io::stdin().lock(), max_bytes);
    let bytes = bytes.map_err(|error| unreadable(STDIN, &error))?;
    Ok(parse(decode(STDIN, bytes, max_bytes)?, None))
}

fn read_file(input: &Input, max_bytes: u64) -> Result<Option<File>, Error> {
    let name = &*input.name;
    let bytes = read::file(&input.path, max_bytes);
    let bytes = bytes.map_err(|error| unreadable(name, &error))?;
    let is_json =
        input.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if !input.named && is_json && !may_be_ours(&bytes) {
        return Ok(None);
    }
    let mut file = parse(decode(name, bytes, max_bytes)?, Format::of_name(name));
    file.path = Some(input.path.clone());
    for dockerfile in file.dockerfiles_mut() {
        dockerfile.has_ignore_file = Some(context::has_ignore_file(&input.path));
    }
    Ok(Some(file))
}

/// Parses a text as what it is, or else as what it looks like.
fn parse(decoded: Decoded, format: Option<Format>) -> File {
    let Decoded { source, invalid } = decoded;
    let format = format.unwrap_or_else(|| Format::of_text(source.text()));
    let mut file = File::parse(Arc::clone(&source), format);
    if let Some(problem) = invalid {
        // Where nothing is recognised, that it is no text says it all.
        if file.documents.is_empty() {
            file.errors.clear();
        }
        file.errors.insert(0, Error::located(&source, problem));
    }
    file
}

/// Whether JSON is worth a parse. Much of what is called so has comments, and is large, and is not
/// broken to those who read it.
fn may_be_ours(bytes: &[u8]) -> bool {
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let has = |key: &str| memchr::memmem::find(bytes, key.as_bytes()).is_some();
    is_utf16 || has("\"apiVersion\"") || has("\"services\"")
}

/// Runs `read`; a crash is an error of this file, and the others go on.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Error::new(name, CRASHED)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_is_an_error_of_its_file() {
        let crashed: Result<(), _> = guarded("a.yaml", || panic!("on purpose"));
        let said = crashed.expect_err("crashed").to_string();
        assert_eq!(said, "a.yaml: seaworthy crashed on this file; please report this");
    }
}
