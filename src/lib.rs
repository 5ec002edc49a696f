//! seaworthy tells whether a platform is ready to leave harbour.
//!
//! `discover → parse → check → suppress → score → render`: each step is a plain function on owned
//! data in the module of that name.
#![forbid(unsafe_code)]

pub mod compose;
pub mod dockerfile;
pub mod document;
pub mod engine;
pub mod error;
pub mod finding;
mod k8s;
pub mod lang;
mod nearest;
pub mod report;
pub mod rule;
mod rules;
pub mod score;
pub mod source;
pub mod suppress;
pub mod yaml;
