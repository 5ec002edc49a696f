//! Capabilities of Linux.

/// The name of a capability as Kubernetes wants it: in capitals and without `CAP_`. Docker takes it
/// either way.
pub(crate) fn capability_name(written: &str) -> String {
    let upper = written.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned)
}
