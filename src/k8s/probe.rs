//! A probe of a container.

use crate::yaml::Node;

/// The fields of a container that hold its probes.
pub(crate) const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

/// A probe, with the numbers that Kubernetes puts in where none are written.
#[derive(Clone, Copy)]
pub(crate) struct Probe<'a> {
    pub(crate) node: Node<'a>,
}

/// A way of asking, with what is asked where it is not written.
type Handler = (&'static str, &'static [(&'static str, &'static str)]);

const HANDLERS: [Handler; 4] = [
    ("exec", &[]),
    ("grpc", &[("service", "")]),
    ("httpGet", &[("path", "/"), ("scheme", "HTTP")]),
    ("tcpSocket", &[]),
];

impl<'a> Probe<'a> {
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

    /// Whether it asks anything, as far as that is known.
    pub(crate) fn asks(&self) -> bool {
        self.handler().is_some()
    }

    /// Whether both ask the same, with the defaults of the API.
    pub(crate) fn asks_the_same(&self, other: &Probe) -> bool {
        let (Some(own), Some(others)) = (self.handler(), other.handler()) else { return false };
        let (name, defaults) = own.0;
        let is_covered = |one: Node, by: Node| {
            one.entries().all(|(key, value)| {
                let field = key.text().unwrap_or_default();
                let written = by.get(field);
                if written.exists() {
                    return written.to_json() == value.to_json();
                }
                let default = defaults.iter().find(|(of, _)| *of == field);
                default.map(|(_, default)| *default) == value.text()
            })
        };
        *name == others.0.0 && is_covered(own.1, others.1) && is_covered(others.1, own.1)
    }

    /// How it asks, and where that is written.
    fn handler(&self) -> Option<(&'static Handler, Node<'a>)> {
        let handler = HANDLERS.iter().find(|(name, _)| self.node.get(name).exists())?;
        let written = self.node.get(handler.0);
        written.is_mapping().then_some((handler, written))
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
            let is_same =
                with_probe(one, |one| with_probe(other, |other| one.asks_the_same(&other)));
            assert_eq!(is_same, equal, "{one} {other}: {reason}");
        }
        assert!(!with_probe("{periodSeconds: 5}", |probe| probe.asks()), "nothing");
    }
}
