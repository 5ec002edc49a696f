//! Fixes: edits that mend a fault in the text in which it stands, made only where they do no harm.
//!
//! A rule offers edits where there is exactly one right answer ([`Edit`]); [`Mended`] makes those of a
//! run in memory, judges the result, and gives up the files in which anything is there that was not
//! there before. What is left becomes a [`diff`], or is written.

mod apply;
pub mod diff;
mod edit;
mod file;
mod layout;
mod mend;
mod verdict;

pub use edit::Edit;
pub(crate) use edit::Value;
pub use file::Change;
pub use mend::Mended;
