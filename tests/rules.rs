//! Every rule proves itself on its own examples.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use seaworthy::document::{File, Format};
use seaworthy::lang::{Lang, placeholders};
use seaworthy::rule::{Profile, RULES, Severity, Subject, testing};
use seaworthy::source::Source;
use seaworthy::{Options, check, yaml};

#[test]
fn rules_fire_where_marked_and_nowhere_else() {
    let mut said = Vec::new();
    for rule in RULES {
        assert!(!rule.pass.is_empty() && !rule.fail.is_empty(), "{} lacks examples", rule.code);
        let mismatches = testing::mismatches(rule);
        let lines = mismatches.iter().flat_map(|mismatch| mismatch.say(Lang::En));
        said.extend(lines.map(|line| format!("{}: {line}", rule.code)));
    }
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn every_text_of_a_rule_is_used_and_filled_in_both_languages() {
    for rule in RULES {
        let findings = |example| testing::findings(rule, "example", example).expect(rule.code);
        let found: Vec<_> = rule.fail.iter().flat_map(|example| findings(example)).collect();
        for lang in [Lang::En, Lang::Zh] {
            for finding in &found {
                let related = finding.related.iter().map(|related| related.message.say(lang));
                let texts = [finding.message(lang), finding.remediation(lang)];
                for text in texts.into_iter().chain(related) {
                    let placeholder = placeholders(&text).next().is_some();
                    assert!(!placeholder, "{}: {text}", rule.code);
                }
            }
        }
        for case in rule.cases {
            let (name, text) = (case.name, case.message);
            let start = text.en.split('{').next().unwrap_or_default();
            let used = found.iter().any(|finding| finding.message(Lang::En).starts_with(start));
            assert!(used, "{}: no example shows the message `{name}`", rule.code);
        }
        for (name, text) in rule.related {
            let start = text.en.split('{').next().unwrap_or_default();
            let mut all = found.iter().flat_map(|finding| &finding.related);
            let used = all.any(|related| related.message.say(Lang::En).starts_with(start));
            assert!(used, "{}: no example shows `{name}`", rule.code);
        }
    }
}

#[test]
fn every_subject_of_a_rule_has_an_example() {
    for rule in RULES {
        for subject in rule.subjects {
            let shown = rule.fail.iter().any(|example| match subject.as_str() {
                "service" | "compose" => example.contains("services:"),
                "image" => Format::of_text(example) == Format::Dockerfile,
                _ => example.contains("kind:"),
            });
            assert!(shown, "{}: no failing example for {}", rule.code, subject.as_str());
        }
    }
}

#[test]
fn every_rule_has_an_example_at_the_edge() {
    for rule in RULES {
        // It says in a comment what is special about it.
        let says = |example: &str| {
            let mut comments = example.lines().filter(|line| line.trim_start().starts_with('#'));
            comments.any(|line| !line.trim_start().starts_with("# file:"))
        };
        let mut examples = rule.pass.iter().chain(rule.fail);
        assert!(examples.any(|example| says(example)), "{} has plain cases only", rule.code);
    }
}

#[test]
fn the_schema_of_rules_is_satisfied_by_all_and_knows_every_value() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("schemas/rule.schema.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    for rule in RULES {
        let family = rule.family().to_lowercase();
        let path = root.join("rules").join(family).join(rule.name).with_extension("yaml");
        let text = fs::read_to_string(&path).expect("a rule has its file");
        let parsed = yaml::parse(&Arc::new(Source::new(rule.code, text)));
        let json = parsed.trees[0].root().to_json();
        let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", rule.code);
    }
    for (property, expected) in [
        ("severity/enum", &Severity::ALL.map(Severity::as_str)[..]),
        ("profile/enum", &Profile::ALL.map(Profile::as_str)),
        ("applies-to/items/enum", &Subject::ALL.map(Subject::as_str)),
    ] {
        let values = schema.pointer(&format!("/properties/{property}")).expect(property);
        let values: HashSet<_> = values.as_array().into_iter().flatten().collect();
        let expected: Vec<_> = expected.iter().map(|&value| value.into()).collect();
        assert_eq!(values, expected.iter().collect(), "{property}");
    }
}

#[test]
fn what_an_alias_shares_has_its_faults_once() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: a, image: &i web}\n  - {name: b, image: *i}\n";
    let compose = "services:\n  a: {image: &i web}\n  b: {image: *i}\n";
    let rule = RULES.iter().find(|rule| rule.code == "SEC-024").expect("SEC-024");
    for (text, reason) in [(pod, "two containers of a pod"), (compose, "two services")] {
        let file = File::parse(Arc::new(Source::new("x.yaml", text)), Format::Yaml);
        let options = Options { rules: vec![rule], ..Options::default() };
        let report = check([file].into_iter().collect(), &options);
        assert_eq!(report.findings.len(), 1, "{reason}");
    }
}

#[test]
fn what_an_alias_shares_has_its_related_places_once() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: a\n    resources: &r\n      requests: {huawei.com/Ascend910: 1}\n      limits: {huawei.com/Ascend910: 2}\n  - {name: b, resources: *r}\n";
    let rule = RULES.iter().find(|rule| rule.code == "NPU-001").expect("NPU-001");
    let file = File::parse(Arc::new(Source::new("x.yaml", pod)), Format::Yaml);
    let options = Options { rules: vec![rule], ..Options::default() };
    let report = check([file].into_iter().collect(), &options);
    let related: Vec<_> = report.findings.iter().map(|finding| finding.related.len()).collect();
    assert_eq!(related, [1]);
}

#[test]
fn where_two_rules_see_a_fault_one_says_it() {
    let context = |text: &str| format!("containers: [{{name: a, securityContext: {{{text}}}}}]");
    let volume = |text: &str| format!("volumes: [{{name: v, {text}}}], containers: [{{name: a}}]");
    for (rules, spec, expected, reason) in [
        (
            &["SEC-003", "SEC-018"][..],
            context("capabilities: {drop: [ALL], add: [SYS_ADMIN]}"),
            &["SEC-018"][..],
            "a dangerous capability",
        ),
        (
            &["SEC-003", "SEC-018"],
            context("capabilities: {add: [SYS_ADMIN]}"),
            &["SEC-003", "SEC-018"],
            "a dangerous one, and nothing is dropped",
        ),
        (
            &["SEC-003", "SEC-018"],
            context("capabilities: {drop: [ALL], add: [CHOWN]}"),
            &["SEC-003"],
            "a needless one",
        ),
        (
            &["SEC-003"],
            context("capabilities: {drop: [ALL], add: [SYS_ADMIN]}"),
            &["SEC-003"],
            "nobody else to say it",
        ),
        (&["SEC-001", "SEC-047", "SEC-050"], context(""), &["SEC-001"], "any user"),
        (&["SEC-001", "SEC-047", "SEC-050"], context("runAsUser: 0"), &["SEC-001"], "root"),
        (
            &["SEC-001", "SEC-047", "SEC-050"],
            context("runAsUser: 0, runAsNonRoot: false"),
            &["SEC-001"],
            "root, in two settings",
        ),
        (
            &["SEC-001", "SEC-047", "SEC-050"],
            context("runAsUser: 1000"),
            &["SEC-047"],
            "a user that nothing enforces",
        ),
        (
            &["SEC-007", "SEC-008", "SEC-016"],
            volume("hostPath: {path: /etc}"),
            &["SEC-008"],
            "a sensitive path",
        ),
        (
            &["SEC-007", "SEC-008", "SEC-016"],
            volume("hostPath: {path: /data}"),
            &["SEC-007"],
            "a path of the host",
        ),
        (&["SEC-004", "SEC-005"], context("privileged: true"), &["SEC-004"], "every right"),
        (
            &["SEC-010", "SEC-048"],
            context("seccompProfile: {type: Unconfined}"),
            &["SEC-048"],
            "a profile that confines nothing",
        ),
        (&["SEC-010", "SEC-048"], context(""), &["SEC-010"], "no profile"),
        (
            &["NPU-014", "NPU-015"],
            "containers: [{name: a, env: [{name: ASCEND_VISIBLE_DEVICES, valueFrom: {fieldRef: \
                {fieldPath: \"metadata.annotations['huawei.com/Ascend910']\"}}}], \
                resources: {limits: {huawei.com/Ascend910-2c: 1}}}]"
                .to_owned(),
            &["NPU-015"],
            "a list that no scheduler makes right",
        ),
    ] {
        let rules = RULES.iter().filter(|rule| rules.contains(&rule.code)).collect();
        let pod = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {{{spec}}}\n");
        let file = File::parse(Arc::new(Source::new("x.yaml", pod)), Format::Yaml);
        let options = Options { rules, ..Options::default() };
        let report = check([file].into_iter().collect(), &options);
        let found: Vec<_> = report.findings.iter().map(|finding| finding.rule.code).collect();
        let failed: Vec<_> = report.units[0].failed.iter().map(|rule| rule.code).collect();
        assert_eq!(found, expected, "{reason}");
        assert_eq!(failed, expected, "{reason}: what is not said does not count");
    }
}
