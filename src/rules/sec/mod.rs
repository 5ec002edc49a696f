//! Security.
pub(crate) mod read_only_root_filesystem;
