//! A node, as checks look at it: what was measured, and where that is written.

use std::ops::Deref;
use std::path::Path;

use super::{Cann, Dcmi, Device, NodeFacts, NodeFile, Outcome, Status};
use crate::yaml::Node;

/// Where driver, firmware and CANN are installed unless somebody says otherwise.
pub(crate) const ROOT: &str = "/usr/local/Ascend";

/// A node.
pub(crate) struct Host<'a> {
    pub(crate) file: &'a NodeFile,
}

/// Whether a path is that of a device, and not of a manager: `/dev/davinci0`.
pub(crate) fn is_device(path: &str) -> bool {
    let number = path.strip_prefix("/dev/davinci").unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

impl<'a> Host<'a> {
    /// The place of a fact, by its JSON pointer: `/driver/version`. Of what is missing it is where it
    /// would stand.
    pub(crate) fn place(&self, pointer: &str) -> Node<'a> {
        self.file.tree.root().pointer(pointer)
    }

    /// The same as a finding points at it: the key of what has parts, and of what is missing the name
    /// of the node that lacks it.
    pub(crate) fn at(&self, pointer: &str) -> Node<'a> {
        let place = self.place(pointer).or(self.place("/node/name"));
        let has_parts = place.is_mapping() || place.is_sequence();
        place.key().filter(|_| has_parts).unwrap_or(place)
    }

    /// Whether owners and permissions of files say nothing, as those of a copy.
    pub(crate) fn is_copy(&self) -> bool {
        self.measurement.root.is_some()
    }

    /// Whether a file or folder, or something in it, may be there but could not be looked at.
    pub(crate) fn is_hidden(&self, path: &str) -> bool {
        let path = Path::new(path);
        let mut unreadable = self.unreadable.iter().map(|unreadable| Path::new(&unreadable.path));
        unreadable.any(|hidden| hidden.starts_with(path) || path.starts_with(hidden))
    }

    /// The version of the driver, and where it stands.
    pub(crate) fn driver_version(&self) -> Option<(&'a str, Node<'a>)> {
        let version = self.file.facts.driver_version()?;
        Some((version, self.place("/driver/version").or(self.place("/dcmi/driverVersion"))))
    }

    /// The installations of CANN that are in use, and their JSON pointers: the current ones, or all if
    /// none is.
    pub(crate) fn canns(&self) -> impl Iterator<Item = (String, &'a Cann)> + use<'a> {
        let all = &self.file.facts.cann;
        let any_current = all.iter().any(|cann| cann.is_current);
        let in_use =
            all.iter().enumerate().filter(move |(_, cann)| cann.is_current || !any_current);
        in_use.map(|(index, cann)| (format!("/cann/{index}"), cann))
    }

    /// What the device management interface said, if it found devices.
    pub(crate) fn answering(&self) -> Option<&'a Dcmi> {
        let found = |dcmi: &&Dcmi| dcmi.outcome.status == Status::Ok && !dcmi.devices.is_empty();
        self.file.facts.dcmi.as_ref().filter(found)
    }

    /// The devices that the device management interface found, and their JSON pointers.
    pub(crate) fn devices(&self) -> impl Iterator<Item = (String, &'a Device)> + use<'a> {
        let devices = self.answering().into_iter().flat_map(|dcmi| dcmi.devices.iter().enumerate());
        devices.map(|(index, device)| (format!("/dcmi/devices/{index}"), device))
    }

    /// How many device files of devices there are.
    pub(crate) fn device_files(&self) -> usize {
        self.device_nodes.iter().filter(|node| is_device(&node.path)).count()
    }

    /// Every call into AscendCL that ended with a result, and its JSON pointer.
    pub(crate) fn acl_outcomes(&self) -> impl Iterator<Item = (String, &'a Outcome)> + use<'a> {
        let facts = &self.file.facts;
        let counted = facts.acl.iter().map(|acl| ("/acl/outcome".to_owned(), &acl.outcome));
        let smoke = facts.smoke.iter().enumerate();
        let smoke = smoke.map(|(index, smoke)| (format!("/smoke/{index}/outcome"), &smoke.outcome));
        counted.chain(smoke)
    }
}

impl Deref for Host<'_> {
    type Target = NodeFacts;

    fn deref(&self) -> &NodeFacts {
        &self.file.facts
    }
}
