//! A probe of a container.

use serde_json::{Map, Value};

use crate::yaml::Node;

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
