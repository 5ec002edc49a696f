use crate::finding::Place;
use crate::k8s::Manifest;
use crate::promql::{self, Broken, Lost};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.group() != "monitoring.coreos.com" {
        return hits.skip();
    }
    for group in object.spec().get("groups").items() {
        for rule in group.get("rules").items() {
            if rule.get("alert").exists() {
                judge_alert(rule, group, hits);
            }
            judge_expression(rule.get("expr"), hits);
        }
    }
}

fn judge_alert(rule: Node, group: Node, hits: &mut Hits) {
    let is_watchdog =
        rule.get("expr").text().is_some_and(|text| text.trim_start().starts_with("vector("));
    let severity = rule.path(["labels", "severity"]);
    let summary = ["summary", "description", "message"].map(|key| rule.path(["annotations", key]));
    let wait = ["for", "keep_firing_for"].map(|key| rule.get(key));
    let is_there = |nodes: &[Node]| nodes.iter().any(|node| node.exists());
    for (case, place, is_met) in [
        ("severity", severity, is_there(&[severity, group.path(["labels", "severity"])])),
        ("summary", summary[0], is_there(&summary)),
        ("for", wait[0], is_watchdog || is_there(&wait)),
    ] {
        if !is_met {
            hits.case(case, place, [("alert", &rule.get("alert").text().unwrap_or_default())]);
        }
    }
}

fn judge_expression(place: Node, hits: &mut Hits) {
    let Some(text) = place.str() else { return };
    let tokens = match promql::tokens(text) {
        Ok(tokens) => tokens,
        Err(broken) => {
            let (case, part) = match broken {
                Broken::Unclosed(part) => ("unclosed", part),
                Broken::Unopened(part) => ("unopened", part),
            };
            hits.case(case, Place::part(place, part), [("part", &part)]);
            return;
        }
    };
    if tokens.is_empty() {
        hits.case("empty", place, []);
    }
    for lost in promql::lost_buckets(&tokens) {
        match lost {
            Lost::Whole(function) => hits.case("buckets", Place::part(place, function), []),
            Lost::Bounds(aggregation) => {
                let part = Place::part(place, aggregation);
                hits.case("le", part, [("aggregation", &aggregation)])
            }
        };
    }
}
