use std::fmt::Display;

use crate::node::{Cann, Host, ROOT, chips};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.cann.is_empty() {
        return if host.is_hidden(ROOT) { hits.unknown() } else { hits.skip() };
    }
    for (pointer, cann) in host.canns() {
        if cann.socs.is_empty() {
            hits.unknown();
        } else {
            knows(host, cann, hits);
        }
        has_kernels(host, &pointer, cann, hits);
    }
}

/// Whether CANN knows every chip by its name.
fn knows(host: &Host, cann: &Cann, hits: &mut Hits) {
    let named = names(host);
    let args = |name: &dyn Display, hits: &mut Hits, place: Node| {
        let version = cann.version.as_deref().unwrap_or(&cann.path);
        hits.case("soc", place, [("soc", name), ("cann", &version), ("path", &cann.path)]);
    };
    for &(name, place) in &named {
        match chips::is_known(&cann.socs, name) {
            Some(true) => {}
            Some(false) => args(&name, hits, place),
            None => hits.unknown(),
        }
    }
    if !named.is_empty() {
        return;
    }
    let Some(chip) = host.chip() else { return hits.unknown() };
    let prefix = chips::soc_prefix(chip);
    if cann.socs.iter().any(|soc| soc.starts_with(prefix)) {
        // Which variant it is, the bus does not tell.
        hits.unknown();
    } else {
        args(&prefix, hits, host.at("/pci/0/device"));
    }
}

/// The names of the chips: as AscendCL has it, or else each that the driver says, once.
fn names<'a>(host: &Host<'a>) -> Vec<(&'a str, Node<'a>)> {
    if let Some(soc) = host.file.facts.acl.as_ref().and_then(|acl| acl.soc.as_deref()) {
        return vec![(soc, host.place("/acl/soc"))];
    }
    let mut named: Vec<(&str, Node)> = Vec::new();
    for (pointer, device) in host.devices() {
        let Some(name) = device.chip.as_deref() else { continue };
        if !named.iter().any(|(known, _)| *known == name) {
            named.push((name, host.place(&format!("{pointer}/chip"))));
        }
    }
    named
}

/// Whether its operator kernels are for the chips of this node.
fn has_kernels(host: &Host, pointer: &str, cann: &Cann, hits: &mut Hits) {
    let Some(chip) = host.chip() else { return hits.unknown() };
    let wanted = chips::kernels(chip);
    if cann.kernels.iter().any(|kernels| kernels == wanted) {
        return;
    }
    if host.is_hidden(&cann.path) {
        return hits.unknown();
    }
    let (case, at) = if cann.kernels.is_empty() {
        ("no-kernels", host.place(&format!("{pointer}/path")))
    } else {
        ("kernels", host.place(&format!("{pointer}/kernels/0")))
    };
    let there = cann.kernels.join(", ");
    let args: [(_, &dyn Display); 3] =
        [("wanted", &wanted), ("there", &there), ("path", &cann.path)];
    hits.case(case, at, args);
}
