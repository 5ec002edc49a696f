use crate::dockerfile::{Keyword, Word};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let exposed = build.all(Keyword::Expose);
    if exposed.is_empty() {
        return hits.skip();
    }
    for word in exposed.iter().flat_map(|expose| &expose.arguments) {
        match word.known() {
            None => hits.unknown(),
            // A variable may hold several ports.
            Some(ports) => ports.split_whitespace().for_each(|port| judge(build, word, port, hits)),
        }
    }
}

fn judge(build: &Build, word: &Word, written: &str, hits: &mut Hits) {
    let place = build.place(word.span());
    let (ports, protocol) = written.split_once('/').unwrap_or((written, "tcp"));
    if let Some((_, port)) = ports.rsplit_once(':') {
        hits.case("mapping", place, [("written", &written), ("port", &port)]);
        return;
    }
    let known = ["", "tcp", "udp", "sctp"];
    if !known.iter().any(|known| protocol.eq_ignore_ascii_case(known)) {
        hits.case("protocol", place, [("protocol", &protocol)]);
        return;
    }
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first.max(last) > u64::from(u16::MAX) => {
            hits.case("range", place, [("port", &ports)]);
        }
        (Ok(first), Ok(last)) if first <= last => {}
        _ => drop(hits.case("port", place, [("port", &ports)])),
    }
}
