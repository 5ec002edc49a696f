//! The checks of the built-in rules: one file a rule, one function a subject.
//!
//! A check reports places and values. What it means, how bad it is and what to do stand in the
//! rule's file in `rules/`; where things are, the views know.

pub(crate) mod img;
mod miss;
pub(crate) mod node;
pub(crate) mod npu;
pub(crate) mod obs;
pub(crate) mod rel;
pub(crate) mod sec;
