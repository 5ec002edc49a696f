//! seaworthy tells whether a platform is ready to leave harbour.
#![forbid(unsafe_code)]

pub mod dockerfile;
pub mod lang;
pub mod source;
