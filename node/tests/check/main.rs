//! `seaworthy-node check`, through the real program.

mod exits;
mod formats;
mod run;
mod scenarios;
