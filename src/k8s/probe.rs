//! A probe of a container.

use serde_json::{Map, Value};

use crate::yaml::Node;

/// The fields of a container that hold its probes.
pub(crate) const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

/// A probe, with the numbers that Kubernetes puts in where none are written.
#[derive(Clone, Copy)]
pub(crate) struct Probe<'a> {
    pub(crate) node: Node<'a>,
}

/// The ways of asking, with what is asked where it is not written.
const HANDLERS: [(&str, &[(&str, &str)]); 4] = [
    ("exec", &[]),
    ("grpc", &[("service", "")]),
    ("httpGet", &[("path", "/"), ("scheme", "HTTP")]),
    ("tcpSocket", &[]),
];

impl Probe<'_> {
    /// The seconds before the first question.
    pub(crate) fn delay(&self) -> Option<i64> {
        self.number("initialDelaySeconds", 0)
    }

    /// The seconds from one question to the next.
    pub(crate) fn period(&self) -> Option<i64> {
        self.number("periodSeconds", 10)
    }

    /// The seconds that an answer may take.
    pub(crate) fn timeout(&self) -> Option<i64> {
        self.number("timeoutSeconds", 1)
    }

    /// The seconds without a right answer after which it has failed.
    pub(crate) fn patience(&self) -> Option<i64> {
        Some(self.period()?.saturating_mul(self.number("failureThreshold", 3)?))
    }

    /// What it asks, with the defaults of the API; nothing if that is not known, or nothing at all.
    pub(crate) fn question(&self) -> Option<Value> {
        let (name, defaults) = HANDLERS.iter().find(|(name, _)| self.node.get(name).exists())?;
        let handler = self.node.get(name);
        let mut asked = Map::new();
        for (field, default) in *defaults {
            asked.insert((*field).into(), (*default).into());
        }
        asked.extend(handler.to_json().as_object()?.clone());
        Some(Value::from(Map::from_iter([((*name).to_owned(), asked.into())])))
    }

    /// A number; nothing if it is not known. Zero is what is not set.
    fn number(&self, field: &str, default: i64) -> Option<i64> {
        let written = self.node.get(field);
        if !written.exists() {
            return Some(default);
        }
        written.int().map(|number| if number == 0 { default } else { number })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml;

    fn with_probe<T>(text: &str, look: impl FnOnce(Probe) -> T) -> T {
        let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
        look(Probe { node: parsed.trees[0].root() })
    }

    #[test]
    fn numbers_have_the_defaults_of_the_api() {
        for (text, expected, reason) in [
            ("{}", [Some(0), Some(30), Some(1)], "none is written"),
            (
                "{initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 4, timeoutSeconds: 3}",
                [Some(5), Some(8), Some(3)],
                "all are",
            ),
            (
                "{periodSeconds: 0, timeoutSeconds: 0}",
                [Some(0), Some(30), Some(1)],
                "zero is unset",
            ),
            ("{periodSeconds: '{{ .p }}'}", [Some(0), None, Some(1)], "one is not known"),
        ] {
            let found =
                with_probe(text, |probe| [probe.delay(), probe.patience(), probe.timeout()]);
            assert_eq!(found, expected, "{text}: {reason}");
        }
    }

    #[test]
    fn questions_are_equal_if_they_mean_the_same() {
        for (one, other, equal, reason) in [
            (
                "{httpGet: {port: 80}}",
                "{httpGet: {path: /, port: 80, scheme: HTTP}}",
                true,
                "defaults",
            ),
            ("{httpGet: {port: 80}}", "{httpGet: {port: 81}}", false, "another port"),
            ("{httpGet: {port: 80}}", "{tcpSocket: {port: 80}}", false, "another way"),
            ("{grpc: {port: 80}}", "{grpc: {port: 80, service: ''}}", true, "the whole server"),
            ("{exec: {command: [a, b]}}", "{exec: {command: [b, a]}}", false, "another command"),
        ] {
            let question = |text| with_probe(text, |probe| probe.question()).expect("a question");
            assert_eq!(question(one) == question(other), equal, "{one} {other}: {reason}");
        }
        assert!(with_probe("{periodSeconds: 5}", |probe| probe.question().is_none()), "nothing");
    }
}
