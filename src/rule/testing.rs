//! Testing rules on their own examples: a finding on each line that carries the marker, and none
//! anywhere else.

use std::sync::Arc;

use super::Rule;
use crate::Options;
use crate::document::{File, Format};
use crate::engine;
use crate::error::Error;
use crate::finding::Finding;
use crate::lang::{Lang, Text};
use crate::rule::Profile;
use crate::source::Source;

/// What stands behind a line with the fault.
pub const MARKER: &str = "# <--";
/// What stands before the name of a file in an example of several, which are all that there are.
pub const FILE: &str = "# file: ";

/// The registries that images of examples may come from.
const REGISTRIES: [&str; 2] = ["registry.example.com", "docker.io/library"];
/// What examples call NPUs beside the names that are known.
const NPU_RESOURCES: [&str; 1] = ["example.com/my-npu"];

const NOTHING: Text = Text {
    en: "nothing to judge: this is neither Kubernetes, Compose nor a Dockerfile",
    zh: "没有可检查的内容：既不是 Kubernetes 或 Compose 文件，也不是 Dockerfile",
};
const UNMARKED: Text =
    Text { en: "no line is marked with `# <--`", zh: "没有任何一行带有 `# <--` 标记" };
const MISSED: Text = Text {
    en: "{example}:{line}: nothing is found here",
    zh: "{example}:{line}：此处未发现问题",
};
const UNEXPECTED: Text = Text {
    en: "{example}:{line}: not expected: {message}",
    zh: "{example}:{line}：预期之外：{message}",
};

/// An example on which a rule does not do what it says.
#[derive(Debug)]
pub struct Mismatch {
    /// Which of the examples: `pass-1`.
    pub example: String,
    /// Marked lines on which nothing was found.
    pub missed: Vec<usize>,
    /// What was found elsewhere.
    pub unexpected: Vec<Finding>,
    /// What is wrong with the example itself.
    pub errors: Vec<Error>,
}

impl Mismatch {
    /// In words, a line each.
    pub fn say(&self, lang: Lang) -> Vec<String> {
        let errors = self.errors.iter().map(|error| error.say(lang));
        let missed = self
            .missed
            .iter()
            .map(|line| MISSED.with([("example", &self.example), ("line", line)]).say(lang));
        let unexpected = self.unexpected.iter().map(|finding| {
            let line = finding.place.start().line;
            let message = finding.message(lang);
            UNEXPECTED
                .with([("example", &self.example), ("line", &line), ("message", &message)])
                .say(lang)
        });
        errors.chain(missed).chain(unexpected).collect()
    }
}

/// The examples of `rule` on which it does not do what it says.
pub fn mismatches(rule: &'static Rule) -> Vec<Mismatch> {
    let tested = |kind: &'static str, examples: &'static [&'static str]| {
        (1..).zip(examples).filter_map(move |(number, example)| {
            mismatch(rule, kind == "fail", format!("{kind}-{number}"), example)
        })
    };
    tested("pass", rule.pass).chain(tested("fail", rule.fail)).collect()
}

fn mismatch(rule: &'static Rule, fails: bool, name: String, example: &str) -> Option<Mismatch> {
    let marked: Vec<usize> = (1..)
        .zip(example.lines())
        .filter(|(_, line)| fails && line.contains(MARKER))
        .map(|(number, _)| number)
        .collect();
    let (found, mut errors) = match findings(rule, &name, example) {
        Ok(found) => (found, Vec::new()),
        Err(errors) => (Vec::new(), errors),
    };
    if fails && marked.is_empty() {
        errors.push(Error::new(name.as_str(), UNMARKED));
    }
    let line = |finding: &Finding| finding.place.start().line;
    let is_missed = |number: &usize| !found.iter().any(|finding| line(finding) == *number);
    let missed: Vec<usize> = marked.iter().copied().filter(is_missed).collect();
    let unexpected: Vec<_> =
        found.into_iter().filter(|finding| !marked.contains(&line(finding))).collect();
    let agrees = missed.is_empty() && unexpected.is_empty() && errors.is_empty();
    (!agrees).then_some(Mismatch { example: name, missed, unexpected, errors })
}

/// What `rule` finds in an example, in the profile `all`, with the registries `registry.example.com`
/// and `docker.io/library` allowed, and with an NPU resource `example.com/my-npu` of the cluster's own.
pub fn findings(
    rule: &'static Rule,
    name: &str,
    example: &str,
) -> Result<Vec<Finding>, Vec<Error>> {
    let mut files = files(name, example);
    let errors: Vec<_> =
        files.iter_mut().flat_map(|file| std::mem::take(&mut file.errors)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    if files.iter().all(|file| file.documents.is_empty()) {
        return Err(vec![Error::new(name, NOTHING)]);
    }
    // As strictly as can be, so that there is an example of everything.
    let options = Options {
        rules: vec![rule],
        profile: Profile::All,
        registries: REGISTRIES.map(str::to_owned).to_vec(),
        npu_resources: NPU_RESOURCES.map(str::to_owned).to_vec(),
        ..Options::default()
    };
    let (findings, errors): (Vec<_>, Vec<_>) = engine::judge(&files, &options)
        .into_iter()
        .map(|unit| (unit.findings, unit.errors))
        .unzip();
    let errors: Vec<_> = errors.into_iter().flatten().collect();
    if errors.is_empty() { Ok(findings.into_iter().flatten().collect()) } else { Err(errors) }
}

/// The files of an example: itself, or what follows each line that names one. Each begins with as
/// many empty lines as make its lines those of the example. The markers are taken out: a Dockerfile
/// has no comments at the end of a line.
fn files(name: &str, example: &str) -> Vec<File> {
    let mut texts = vec![(name, String::new())];
    for (before, line) in example.lines().enumerate() {
        let line = line.split(MARKER).next().unwrap_or(line).trim_end();
        if let Some(name) = line.strip_prefix(FILE) {
            texts.push((name, "\n".repeat(before)));
        }
        let (_, text) = texts.last_mut().expect("internal: there is always a file");
        *text += line;
        text.push('\n');
    }
    let are_several = texts.len() > 1;
    let has_ignore_file = texts.iter().any(|(name, _)| name.ends_with(".dockerignore"));
    let parse = |(name, text): (&str, String)| {
        let by_text = || Some(Format::of_text(&text));
        let format = if are_several { Format::of_name(name) } else { by_text() }?;
        let mut file = File::parse(Arc::new(Source::new(name, text)), format);
        for dockerfile in file.dockerfiles_mut() {
            dockerfile.has_ignore_file = are_several.then_some(has_ignore_file);
        }
        Some(file)
    };
    texts.into_iter().filter_map(parse).collect()
}
