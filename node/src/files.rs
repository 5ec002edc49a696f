//! What the files of a node say.

use std::path::Path;

use seaworthy::node::NodeFacts;

/// Adds what the files under `root` say.
pub(crate) fn collect(root: &Path, facts: &mut NodeFacts) {
    let name = std::fs::read_to_string(root.join("etc/hostname")).unwrap_or_default();
    name.trim().clone_into(&mut facts.node.name);
}
