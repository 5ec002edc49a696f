//! Capabilities of Linux.

/// The name of a capability as Kubernetes wants it: in capitals and without `CAP_`. Docker takes it
/// either way.
pub(crate) fn capability_name(written: &str) -> String {
    let mut name = written.trim().to_ascii_uppercase();
    if name.starts_with("CAP_") {
        name.drain(.."CAP_".len());
    }
    name
}
