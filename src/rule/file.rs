//! A rule as it stands in a file. Read by `rules/build.rs` for the built-in rules and by
//! [`custom`](super::custom) for the user's own, so that both are held to the same form.

use crate::lang::Text;
use crate::source::Problem;
use crate::yaml::{Node, Tree};

const MISSING: Text = Text { en: "`{key}` is missing", zh: "缺少 `{key}`" };
const UNKNOWN_KEY: Text =
    Text { en: "`{key}` is no key of a rule", zh: "规则没有 `{key}` 这个键" };
const UNKNOWN_VALUE: Text = Text {
    en: "`{value}` is none of {allowed}",
    zh: "`{value}` 无效；可用的值：{allowed}",
};
const BAD_CODE: Text = Text {
    en: "`{value}` is no code; write one like SEC-042",
    zh: "`{value}` 不是规则代码；应形如 SEC-042",
};

const KEYS: [&str; 17] = [
    "code",
    "severity",
    "profile",
    "applies-to",
    "kinds",
    "attestable",
    "yields-to",
    "title",
    "message",
    "related",
    "rationale",
    "remediation",
    "compliance",
    "references",
    "pass",
    "fail",
    "assert",
];
pub(crate) const SEVERITIES: [&str; 3] = ["low", "medium", "high"];
pub(crate) const PROFILES: [&str; 3] = ["checklist", "default", "all"];
pub(crate) const SUBJECTS: [&str; 8] =
    ["object", "workload", "pod", "container", "compose", "service", "image", "node"];

/// A text in both languages.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) en: String,
    pub(crate) zh: String,
}

/// What is said in one case.
#[derive(Debug)]
pub(crate) struct CaseFile {
    /// Empty for a rule with one message.
    pub(crate) name: String,
    /// The rule's, unless the case has its own.
    pub(crate) severity: String,
    pub(crate) text: Words,
}

/// The contents of a rule file.
#[derive(Debug)]
pub(crate) struct RuleFile {
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) profile: String,
    pub(crate) subjects: Vec<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) attestable: bool,
    pub(crate) yields_to: Vec<String>,
    pub(crate) title: Words,
    pub(crate) cases: Vec<CaseFile>,
    pub(crate) related: Vec<(String, Words)>,
    pub(crate) rationale: Words,
    pub(crate) remediation: Words,
    pub(crate) compliance: Vec<(String, String)>,
    pub(crate) references: Vec<String>,
    pub(crate) pass: Vec<String>,
    pub(crate) fail: Vec<String>,
}

impl RuleFile {
    /// Reads a rule, or says everything that is wrong with it.
    pub(crate) fn read(tree: &Tree) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader { root: tree.root(), problems: Vec::new() };
        let rule = reader.rule();
        if reader.problems.is_empty() { Ok(rule) } else { Err(reader.problems) }
    }
}

struct Reader<'a> {
    root: Node<'a>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn rule(&mut self) -> RuleFile {
        for (key, _) in self.root.entries() {
            if !key.str().is_some_and(|name| KEYS.contains(&name)) {
                self.problem(key, UNKNOWN_KEY.with([("key", &key.text().unwrap_or_default())]));
            }
        }
        let code = self.string("code");
        if !code.is_empty() && !is_code(&code) {
            self.problem(self.root.get("code"), BAD_CODE.with([("value", &code)]));
        }
        let severity = self.choice("severity", &SEVERITIES);
        let cases = self.cases(&severity);
        RuleFile {
            code,
            severity,
            profile: self.choice("profile", &PROFILES),
            subjects: self.choices("applies-to", &SUBJECTS),
            kinds: self.list("kinds"),
            attestable: self.root.get("attestable").bool().unwrap_or(false),
            yields_to: self.list("yields-to"),
            title: self.words(self.root.get("title"), "title"),
            cases,
            related: self.named_words("related"),
            rationale: self.words(self.root.get("rationale"), "rationale"),
            remediation: self.words(self.root.get("remediation"), "remediation"),
            compliance: self.compliance(),
            references: self.list("references"),
            pass: self.list("pass"),
            fail: self.list("fail"),
        }
    }

    fn problem(&mut self, node: Node, message: crate::lang::Message) {
        self.problems.push(Problem::new(node.span(), message));
    }

    fn require(&mut self, key: &str) {
        let node = self.root.get(key);
        if !node.exists() {
            self.problem(node, MISSING.with([("key", &key)]));
        }
    }

    fn string(&mut self, key: &str) -> String {
        self.require(key);
        self.root.get(key).text().unwrap_or_default().to_owned()
    }

    fn choice(&mut self, key: &str, allowed: &[&str]) -> String {
        self.require(key);
        self.allowed(self.root.get(key), allowed)
    }

    fn choices(&mut self, key: &str, allowed: &[&str]) -> Vec<String> {
        self.require(key);
        self.root.get(key).items().map(|item| self.allowed(item, allowed)).collect()
    }

    fn allowed(&mut self, node: Node, allowed: &[&str]) -> String {
        let value = node.text().unwrap_or_default();
        if node.exists() && !allowed.contains(&value) {
            let message = UNKNOWN_VALUE.with([("value", &value), ("allowed", &allowed.join(", "))]);
            self.problem(node, message);
        }
        value.to_owned()
    }

    fn words(&mut self, node: Node, key: &str) -> Words {
        let mut text = |lang: &str| {
            let text = node.get(lang);
            if !text.exists() {
                self.problem(text, MISSING.with([("key", &format!("{key}.{lang}"))]));
            }
            text.text().unwrap_or_default().trim_end().to_owned()
        };
        Words { en: text("en"), zh: text("zh") }
    }

    fn cases(&mut self, of_rule: &str) -> Vec<CaseFile> {
        self.require("message");
        let message = self.root.get("message");
        if message.get("en").exists() {
            let text = self.words(message, "message");
            return vec![CaseFile { name: String::new(), severity: of_rule.to_owned(), text }];
        }
        let case = |(name, node): (Node, Node)| {
            let name = name.text().unwrap_or_default().to_owned();
            let own = self.allowed(node.get("severity"), &SEVERITIES);
            let severity = if own.is_empty() { of_rule.to_owned() } else { own };
            CaseFile { severity, text: self.words(node, &format!("message.{name}")), name }
        };
        message.entries().map(case).collect()
    }

    fn named_words(&mut self, key: &str) -> Vec<(String, Words)> {
        let entries: Vec<_> = self.root.get(key).entries().collect();
        let named = |(name, node): (Node, Node)| {
            let name = name.text().unwrap_or_default();
            (name.to_owned(), self.words(node, &format!("{key}.{name}")))
        };
        entries.into_iter().map(named).collect()
    }

    /// One entry for each control; a group may have several, parted by commas.
    fn compliance(&self) -> Vec<(String, String)> {
        let entries = self.root.get("compliance").entries();
        let pairs = entries.filter_map(|(group, controls)| Some((group.text()?, controls.text()?)));
        pairs
            .flat_map(|(group, controls)| controls.split(", ").map(move |control| (group, control)))
            .map(|(group, control)| (group.to_owned(), control.to_owned()))
            .collect()
    }

    fn list(&self, key: &str) -> Vec<String> {
        self.root.get(key).items().filter_map(Node::text).map(str::to_owned).collect()
    }
}

/// Whether this has the form of a code: capitals, a dash, digits.
fn is_code(text: &str) -> bool {
    text.split_once('-').is_some_and(|(family, number)| {
        !family.is_empty()
            && family.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.len() >= 3
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lang::Lang;
    use crate::source::Source;
    use crate::yaml;

    const REST: &str = "code: ORG-001\nseverity: high\nprofile: default\napplies-to: [object]\ntitle: &t {en: a, zh: b}\nrationale: *t\nremediation: *t\n";

    #[test]
    fn a_case_has_the_severity_of_its_rule_or_its_own() {
        for (message, expected, reason) in [
            ("{en: a, zh: b}", Ok(vec![("", "high")]), "one message"),
            ("{x: {en: a, zh: b}}", Ok(vec![("x", "high")]), "the rule's"),
            (
                "{x: {en: a, zh: b}, y: {severity: low, en: a, zh: b}}",
                Ok(vec![("x", "high"), ("y", "low")]),
                "its own",
            ),
            (
                "{x: {severity: bad, en: a, zh: b}}",
                Err("`bad` is none of low, medium, high"),
                "none",
            ),
            ("{x: {severity: low, en: a}}", Err("`message.x.zh` is missing"), "half a text"),
        ] {
            let text = format!("{REST}message: {message}\n");
            let parsed = yaml::parse(&Arc::new(Source::new("rule.yaml", text)));
            let read = RuleFile::read(&parsed.trees[0]);
            let cases = read.as_ref().map(|rule| {
                let case = |case: &CaseFile| (case.name.clone(), case.severity.clone());
                rule.cases.iter().map(case).collect::<Vec<_>>()
            });
            let said = |problems: &Vec<Problem>| problems[0].message.say(Lang::En);
            let expected = expected.map(|cases| {
                let own = |(name, severity): (&str, &str)| (name.to_owned(), severity.to_owned());
                cases.into_iter().map(own).collect::<Vec<_>>()
            });
            assert_eq!(cases.map_err(said), expected.map_err(str::to_owned), "{reason}");
        }
    }
}
