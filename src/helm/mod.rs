//! Helm charts: rendered by the user's own `helm`, and judged where their templates stand.
//!
//! What was rendered says, above each document, which template it comes from. [`name_templates`]
//! takes findings back there: to the same line if the template has it, else to the nearest line
//! that made it. Rendered text from a pipe or a file is treated alike, if its chart is at hand.

mod chart;
mod locate;
mod origin;
mod outline;
mod render;

pub use chart::Chart;
pub(crate) use chart::find_charts;
pub use locate::name_templates;
pub use origin::Origins;
pub(crate) use origin::{ValueSet, is_rendered};
pub(crate) use render::{Run, render};
