//! What SARIF says of a rule.

use serde::Serialize;

use super::taxonomy::{Relationship, Taxonomies};
use crate::lang::{Lang, Text};
use crate::rule::{Rule, Severity, Subject};

/// GitHub refuses longer descriptions.
const LONGEST_DESCRIPTION: usize = 1024;

const REMEDIATION: Text = Text { en: "What to do", zh: "如何修复" };
const REFERENCES: Text = Text { en: "Read more", zh: "参考资料" };

/// How bad a result is, in SARIF's words.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Description,
    full_description: Description,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<Relationship>,
    properties: Properties,
}

#[derive(Serialize)]
struct Description {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<&'static str>,
    precision: &'static str,
    /// Its presence makes an alert one about security.
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
    #[serde(rename = "problem.severity", skip_serializing_if = "Option::is_none")]
    problem_severity: Option<&'static str>,
}

impl Descriptor {
    pub(super) fn new(rule: &'static Rule, taxonomies: &Taxonomies, lang: Lang) -> Self {
        Self {
            id: rule.code,
            name: rule.name,
            short_description: Description::new(rule.title.get(lang)),
            full_description: Description::new(first_paragraph(rule.rationale.get(lang))),
            help: Help::new(rule, lang),
            help_uri: rule.references.iter().copied().find(|page| page.starts_with("https://")),
            default_configuration: Configuration { level: level(rule.severity) },
            relationships: taxonomies.relationships(rule),
            properties: Properties::new(rule),
        }
    }
}

/// What a text begins with. The rest is in the help, where it is not cut off.
fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}

impl Description {
    fn new(text: &str) -> Self {
        Self { text: text.chars().take(LONGEST_DESCRIPTION).collect() }
    }
}

impl Help {
    fn new(rule: &Rule, lang: Lang) -> Self {
        let (rationale, remediation) =
            (rule.rationale.get(lang), rule.remediation.in_general(lang));
        let mut text = vec![rationale.to_owned(), remediation.clone()];
        let heading = |text: Text| format!("## {}", text.get(lang));
        let mut markdown = text.clone();
        markdown.insert(1, heading(REMEDIATION));
        if !rule.references.is_empty() {
            let pages = rule.references.iter();
            text.push(pages.clone().map(|page| format!("- {page}\n")).collect());
            markdown.push(heading(REFERENCES));
            markdown.push(pages.map(|page| format!("- <{page}>\n")).collect());
        }
        Self { text: text.join("\n\n"), markdown: markdown.join("\n\n") }
    }
}

impl Properties {
    fn new(rule: &Rule) -> Self {
        let security = rule.is_security();
        let tags = security.then_some("security").into_iter();
        let subjects = rule.subjects.iter().copied().map(Subject::as_str);
        let (security_severity, problem_severity) = match rule.severity {
            Severity::High => ("8.0", "error"),
            Severity::Medium => ("5.5", "warning"),
            Severity::Low => ("3.0", "recommendation"),
        };
        Self {
            tags: tags.chain([rule.family()]).chain(subjects).collect(),
            precision: "high",
            security_severity: security.then_some(security_severity),
            problem_severity: (!security).then_some(problem_severity),
        }
    }
}
