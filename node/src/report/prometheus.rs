//! Metrics for the textfile collector of the Prometheus node exporter.
//!
//! A rule that is not known, does not concern the node or is suppressed has no sample, so that neither
//! `== 0` nor `== 1` takes it for what it is not.

use std::fmt::Write;

use seaworthy::clock;
use seaworthy::node::{Smoke, Test};
use seaworthy::rule::Rule;

use super::Manner;
use crate::judged::{Judged, Verdict};

/// The labels of a sample.
type Labels<'a> = &'a [(&'a str, &'a str)];

pub(super) fn render(judged: &Judged, _: &Manner) -> String {
    let mut metrics = Metrics(String::new());
    let of_node = [("node", judged.facts.node.name.as_str()), ("backend", judged.backend())];
    let fit = f64::from(judged.verdict() == Verdict::Fit);
    metrics.family("fit", "Whether the node is fit to serve; 0 also if that cannot be told.");
    metrics.sample("fit", &of_node, fit);
    if let Some(score) = judged.report.score {
        metrics.family("score", "How many of the rules that could be judged are met, in percent.");
        #[expect(clippy::cast_precision_loss, reason = "it is no more than 100")]
        metrics.sample("score", &of_node, score.value() as f64);
    }
    if let Some(unit) = judged.unit() {
        metrics.family("rule", "Whether a rule is met; left out if that is not known.");
        metrics.rules(&unit.passed, 1.0);
        metrics.rules(&unit.failed, 0.0);
    }
    let computed: Vec<_> =
        judged.facts.smoke.iter().filter(|one| one.steady_ms.is_some()).collect();
    if !computed.is_empty() {
        metrics.family("smoke_seconds", "How long a small computation takes on a device.");
        for smoke in computed {
            metrics.smoke(smoke);
        }
    }
    metrics.family("last_run_timestamp_seconds", "When this was written.");
    #[expect(clippy::cast_precision_loss, reason = "such numbers are exact for 285 million years")]
    metrics.sample("last_run_timestamp_seconds", &[], clock::seconds() as f64);
    metrics.0
}

struct Metrics(String);

impl Metrics {
    fn family(&mut self, name: &str, help: &str) {
        let Self(out) = self;
        let _ = writeln!(out, "# HELP seaworthy_node_{name} {help}");
        let _ = writeln!(out, "# TYPE seaworthy_node_{name} gauge");
    }

    fn sample(&mut self, name: &str, labels: Labels, value: f64) {
        let labels: Vec<_> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels = labels.join(",");
        let labels = if labels.is_empty() { labels } else { format!("{{{labels}}}") };
        let _ = writeln!(self.0, "seaworthy_node_{name}{labels} {value}");
    }

    fn rules(&mut self, rules: &[&'static Rule], value: f64) {
        for rule in rules {
            let severity = rule.severity.as_str();
            let labels = [("code", rule.code), ("name", rule.name), ("severity", severity)];
            self.sample("rule", &labels, value);
        }
    }

    fn smoke(&mut self, smoke: &Smoke) {
        let test = match smoke.test {
            Test::Add => "add",
            Test::Matmul => "matmul",
            Test::Model => "model",
        };
        let device = smoke.device.to_string();
        for (run, milliseconds) in [("first", smoke.first_ms), ("steady", smoke.steady_ms)] {
            let Some(milliseconds) = milliseconds else { continue };
            let labels = [("device", device.as_str()), ("test", test), ("run", run)];
            self.sample("smoke_seconds", &labels, (milliseconds * 1_000.0).round() / 1_000_000.0);
        }
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let mut metrics = Metrics(String::new());
        metrics.sample("fit", &[("node", "a\"b\\c\nd")], 1.0);
        assert_eq!(metrics.0, "seaworthy_node_fit{node=\"a\\\"b\\\\c\\nd\"} 1\n");
    }
}
