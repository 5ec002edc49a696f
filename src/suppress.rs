//! Suppressions: findings that somebody accepts, with the reason.
//!
//! A comment `# seaworthy: ignore[SEC-002] reason` behind a value accepts what is found on its line;
//! on a line of its own it accepts what is found in whatever begins on the next line. An annotation
//! or label `seaworthy.dev/ignore.SEC-002: reason` accepts it in its whole unit.

use crate::finding::Finding;
use crate::source::Span;

/// A finding that is accepted.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
}

#[expect(dead_code, reason = "the next step")]
struct Comment {
    span: Span,
}
