use std::fmt::Display;

use crate::node::Host;
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    // Owners and permissions of a copy are those of whoever copied.
    if host.libraries.is_empty() || host.is_copy() {
        return hits.unknown();
    }
    for (index, library) in host.libraries.iter().enumerate() {
        let path = library.real_path.as_ref().unwrap_or(&library.path);
        let mut say = |case: &str, key: &str, value: &dyn Display| {
            let place = host.place(&format!("/libraries/{index}/{key}"));
            hits.case(case, place, [("path", path), ("value", value)]);
        };
        // Who measures trusts himself.
        let is_trusted = library.uid == 0 || host.measurement.uid == Some(library.uid);
        let mode = u32::from_str_radix(&library.mode, 8).ok();
        if mode.is_some_and(|mode| mode & 0o022 != 0) {
            say("writable", "mode", &library.mode);
        }
        if !is_trusted && host.measurement.uid.is_some() {
            say("owner", "uid", &library.uid);
        } else if !is_trusted || mode.is_none() {
            hits.unknown();
        }
    }
}
