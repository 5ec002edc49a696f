//! Placeholder.

use crate::finding::Place;
use crate::source::{Source, Span};
use std::sync::Arc;

/// A Dockerfile.
#[derive(Debug)]
pub struct Dockerfile(Arc<Source>);

impl Dockerfile {
    /// Placeholder.
    pub fn parse(source: Arc<Source>) -> Self {
        Self(source)
    }
    /// Placeholder.
    pub fn source(&self) -> &Arc<Source> {
        &self.0
    }
    /// Placeholder.
    pub(crate) fn instruction_in(&self, _line: Span) -> Option<Span> {
        None
    }
    pub(crate) fn place(&self) -> Place {
        Place {
            source: self.0.clone(),
            span: Span::default(),
            path: String::new(),
            origin: None,
            unresolved: false,
        }
    }
}
