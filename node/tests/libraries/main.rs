//! The program on simulated nodes: its children load real shared libraries, so that everything but the
//! hardware is as on a node.

mod left_behind;
mod model;
mod run;
mod simulated;
