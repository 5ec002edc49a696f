//! Every rule proves itself on its own examples.

use std::sync::Arc;

use seaworthy::document::{File, Format};
use seaworthy::engine;
use seaworthy::finding::Finding;
use seaworthy::lang::Lang;
use seaworthy::rule::{RULES, Rule};
use seaworthy::source::Source;

const MARKER: &str = "# <--";

/// The lines of an example that carry the marker, from 1.
fn marked(example: &str) -> Vec<usize> {
    (1..).zip(example.lines()).filter(|(_, line)| line.contains(MARKER)).map(|(n, _)| n).collect()
}

/// What `rule` finds in an example. The markers are taken out: a Dockerfile has no comments at the
/// end of a line.
fn findings(rule: &'static Rule, example: &str) -> Vec<Finding> {
    let lines = example.lines().map(|line| line.split(MARKER).next().unwrap_or(line).trim_end());
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    let file = File::parse(Arc::new(Source::new("example", text.as_str())), Format::of_text(&text));
    assert!(file.errors.is_empty(), "{}: {}\n{text}", rule.code, file.errors[0]);
    assert!(!file.documents.is_empty(), "{}: nothing to judge in\n{text}", rule.code);
    engine::judge(&[file], &[rule]).into_iter().flat_map(|unit| unit.findings).collect()
}

#[test]
fn rules_fire_where_marked_and_nowhere_else() {
    for rule in RULES {
        assert!(!rule.pass.is_empty() && !rule.fail.is_empty(), "{} lacks examples", rule.code);
        for example in rule.fail {
            assert!(example.contains(MARKER), "{}: nothing marked in\n{example}", rule.code);
        }
        for example in rule.pass.iter().chain(rule.fail) {
            let found = findings(rule, example);
            let mut lines: Vec<_> =
                found.iter().map(|finding| finding.place.start().line).collect();
            lines.sort_unstable();
            lines.dedup();
            let said: Vec<_> = found.iter().map(|finding| finding.message(Lang::En)).collect();
            assert_eq!(lines, marked(example), "{}: {said:#?} in\n{example}", rule.code);
        }
    }
}

#[test]
fn every_text_of_a_rule_is_used_and_filled_in_both_languages() {
    for rule in RULES {
        let found: Vec<_> = rule.fail.iter().flat_map(|example| findings(rule, example)).collect();
        for lang in [Lang::En, Lang::Zh] {
            for finding in &found {
                let related = finding.related.iter().map(|related| related.message.say(lang));
                let texts = [finding.message(lang), finding.remediation(lang)];
                for text in texts.into_iter().chain(related) {
                    let placeholder = text.split('{').skip(1).any(|after| {
                        after.split_once('}').is_some_and(|(name, _)| {
                            !name.is_empty()
                                && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                        }) && !text.contains("${")
                            && !text.contains("{{")
                    });
                    assert!(!placeholder, "{}: {text}", rule.code);
                }
            }
        }
        for (case, text) in rule.messages {
            let start = text.en.split('{').next().unwrap_or_default();
            let used = found.iter().any(|finding| finding.message(Lang::En).starts_with(start));
            assert!(used, "{}: no example shows the message `{case}`", rule.code);
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
                "service" => example.contains("services:"),
                "image" => Format::of_text(example) == Format::Dockerfile,
                _ => example.contains("kind:"),
            });
            assert!(shown, "{}: no failing example for {}", rule.code, subject.as_str());
        }
    }
}
