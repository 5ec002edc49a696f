//! Rules of the user's own: rule files with a JSON Schema, `assert`, in place of a function.

use std::fmt::Display;
use std::sync::Arc;

use super::file::{CaseFile, RuleFile, Words};
use super::{Case, Checks, Hits, Profile, Rule, Severity, Subject};
use crate::error::Error;
use crate::lang::{self, Text};
use crate::source::{Problem, Source};
use crate::yaml::{self, Node};

/// What a message may use: see [`Hits::assert`].
const PLACEHOLDERS: [&str; 4] = ["name", "path", "value", "error"];
const NO_ASSERT: Text = Text {
    en: "`assert` is missing: a JSON Schema that the subject must satisfy",
    zh: "缺少 `assert`：检查对象必须满足的 JSON Schema",
};
const BAD_SCHEMA: Text =
    Text { en: "invalid JSON Schema: {detail}", zh: "JSON Schema 无效：{detail}" };
const NO_FUNCTION: Text = Text {
    en: "a rule of your own cannot judge an image; write one for {allowed}",
    zh: "自定义规则不能检查镜像；可检查的对象：{allowed}",
};
const SEVERAL: Text = Text {
    en: "a rule of your own has one message: put `en` and `zh` right below `message`",
    zh: "自定义规则只有一条消息：请把 `en` 和 `zh` 直接写在 `message` 下面",
};
const UNFILLED: Text = Text {
    en: "nothing fills the placeholder `{placeholder}`; there are {allowed}",
    zh: "占位符 `{placeholder}` 没有对应的值；可用的占位符：{allowed}",
};
const EMPTY: Text = Text { en: "no rule in this file", zh: "此文件中没有规则" };

/// Reads a rule file of the user's, or says everything that is wrong with it.
///
/// Rules live as long as the program, so what is read here is never freed: a few KiB a rule.
pub fn read(source: &Arc<Source>, name: &str) -> Result<&'static Rule, Vec<Error>> {
    let locate = |problem| Error::located(source, problem);
    let parsed = yaml::parse(source);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems.into_iter().map(locate).collect());
    }
    let Some(tree) = parsed.trees.first() else {
        return Err(vec![Error::new(source.name(), EMPTY)]);
    };
    let file = RuleFile::read(tree)
        .map_err(|problems| problems.into_iter().map(locate).collect::<Vec<_>>())?;
    let schema = tree.root().get("assert");
    let refuse = |node: Node, message| Err(vec![locate(Problem::new(node.span(), message))]);
    if !schema.exists() {
        return refuse(schema, NO_ASSERT.into());
    }
    if file.subjects.iter().any(|subject| subject == "image") {
        let mut allowed = Subject::ALL.map(Subject::as_str).to_vec();
        allowed.retain(|name| *name != "image");
        let allowed = allowed.join(", ");
        return refuse(tree.root().get("applies-to"), NO_FUNCTION.with([("allowed", &allowed)]));
    }
    if file.cases.iter().all(|case| !case.name.is_empty()) {
        return refuse(tree.root().get("message"), SEVERAL.into());
    }
    let unfilled = unfilled(tree.root());
    if !unfilled.is_empty() {
        return Err(unfilled.into_iter().map(locate).collect());
    }
    match jsonschema::validator_for(&schema.to_json()) {
        Ok(validator) => Ok(Box::leak(Box::new(rule(file, name, Box::leak(Box::new(validator)))))),
        Err(error) => {
            let place = schema.pointer(error.instance_path().as_str());
            refuse(place, BAD_SCHEMA.with([("detail", &error)]))
        }
    }
}

/// Placeholders in the texts that a finding says, to which no schema has a value.
fn unfilled(root: Node) -> Vec<Problem> {
    let allowed = PLACEHOLDERS.map(|name| format!("`{{{name}}}`")).join(", ");
    let mut problems = Vec::new();
    for text in [root.get("message"), root.get("remediation")] {
        for node in ["en", "zh"].map(|lang| text.get(lang)) {
            let names = lang::placeholders(node.text().unwrap_or_default()).map(|(_, name)| name);
            problems.extend(names.filter(|name| !PLACEHOLDERS.contains(name)).map(|name| {
                let placeholder = format!("{{{name}}}");
                let args = [("placeholder", &placeholder as &dyn Display), ("allowed", &allowed)];
                Problem::new(node.span(), UNFILLED.with(args))
            }));
        }
    }
    problems
}

fn rule(file: RuleFile, name: &str, validator: &'static jsonschema::Validator) -> Rule {
    let choose = |name: &str, names: &[&str]| {
        names.iter().position(|other| *other == name).unwrap_or_default()
    };
    let subjects = file
        .subjects
        .iter()
        .map(|subject| Subject::ALL[choose(subject, &Subject::ALL.map(Subject::as_str))]);
    let profile = Profile::ALL[choose(&file.profile, &Profile::ALL.map(Profile::as_str))];
    let severity = |name: &str| Severity::ALL[choose(name, &Severity::ALL.map(Severity::as_str))];
    let case = |case: CaseFile| Case {
        severity: severity(&case.severity),
        name: kept(case.name),
        message: words(case.text),
    };
    Rule {
        subjects: subjects.collect::<Vec<_>>().leak(),
        profile,
        severity: severity(&file.severity),
        attestable: file.attestable,
        yields_to: list(file.yields_to),
        title: words(file.title),
        cases: file.cases.into_iter().map(case).collect::<Vec<_>>().leak(),
        related: named(file.related),
        rationale: words(file.rationale),
        remediation: words(file.remediation),
        compliance: file
            .compliance
            .into_iter()
            .map(|(group, control)| (kept(group), kept(control)))
            .collect::<Vec<_>>()
            .leak(),
        kinds: list(file.kinds),
        references: list(file.references),
        pass: list(file.pass),
        fail: list(file.fail),
        code: kept(file.code),
        name: kept(name.to_owned()),
        checks: Checks { assert: Some(validator), ..Checks::NONE },
    }
}

fn kept(text: String) -> &'static str {
    text.leak()
}

fn list(texts: Vec<String>) -> &'static [&'static str] {
    texts.into_iter().map(kept).collect::<Vec<_>>().leak()
}

fn words(words: Words) -> Text {
    Text { en: kept(words.en), zh: kept(words.zh) }
}

fn named(texts: Vec<(String, Words)>) -> &'static [(&'static str, Text)] {
    texts.into_iter().map(|(name, text)| (kept(name), words(text))).collect::<Vec<_>>().leak()
}

impl Hits {
    /// The subject at `node` must satisfy the schema, if the rule has one for it. A message may use
    /// `{name}`, `{path}`, `{value}` and `{error}`.
    pub(crate) fn assert<'n>(
        &mut self,
        schema: Option<&jsonschema::Validator>,
        node: Node,
        name: impl FnOnce() -> &'n str,
    ) {
        let Some(schema) = schema else { return };
        let name = name();
        self.judge(|hits| {
            for error in schema.iter_errors(&node.to_json()) {
                let path = error.instance_path().as_str();
                let place = node.pointer(path);
                let value = place.text().unwrap_or_default();
                hits.at(
                    place,
                    [("name", &name), ("path", &path), ("value", &value), ("error", &error)],
                );
            }
        });
    }
}
