//! seaworthy tells whether a platform is ready to leave harbour.
#![forbid(unsafe_code)]

pub mod lang;
pub mod source;
pub mod yaml;
