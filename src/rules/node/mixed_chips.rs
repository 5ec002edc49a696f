use std::fmt::Display;

use crate::node::{Device, Host};
use crate::rule::Hits;
use crate::yaml::Node;

/// How values differ: the case, where the first stands with its value, and where another does.
type Difference<'a> = (&'static str, (Node<'a>, &'a str), (Node<'a>, &'a str));

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let answered = host.answering().is_some();
    let count = if answered { host.devices().count() } else { host.pci.len() };
    if count < 2 {
        return if answered || count == 1 { hits.skip() } else { hits.unknown() };
    }
    let differences = if answered {
        let chip = differs(host, "chip", |device| device.chip.as_deref());
        let firmware = differs(host, "firmware", |device| device.firmware.as_deref());
        [chip, firmware].into_iter().flatten().collect()
    } else {
        // The bus tells the chips, and nothing of firmware.
        hits.unknown();
        Vec::from_iter(on_bus(host))
    };
    for (case, (first, of_first), (place, value)) in differences {
        let args: [(_, &dyn Display); 2] = [("one", &of_first), ("other", &value)];
        hits.case(case, place, args).related("first", first);
    }
    if host.devices().any(|(_, device)| device.chip.is_none() || device.firmware.is_none()) {
        hits.unknown();
    }
}

/// The first device that differs from the first of all.
fn differs<'a>(
    host: &Host<'a>,
    key: &'static str,
    value: impl Fn(&'a Device) -> Option<&'a str>,
) -> Option<Difference<'a>> {
    let place = |pointer: String| host.place(&format!("{pointer}/{key}"));
    let mut known = host.devices().filter_map(|(at, device)| Some((place(at), value(device)?)));
    let first = known.next()?;
    Some((key, first, known.find(|(_, other)| *other != first.1)?))
}

fn on_bus<'a>(host: &Host<'a>) -> Option<Difference<'a>> {
    let functions = host.file.facts.pci.iter().enumerate();
    let place = |index| host.place(&format!("/pci/{index}/device"));
    let mut known = functions.map(|(index, function)| (place(index), function.device.as_str()));
    let first = known.next()?;
    Some(("chip", first, known.find(|(_, other)| *other != first.1)?))
}
