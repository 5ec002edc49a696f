use crate::dockerfile::{Keyword, Pair};
use crate::nearest;
use crate::rule::Hits;
use crate::run::Build;

const NAMESPACE: &str = "org.opencontainers.image.";

/// All names that the specification has in its namespace.
const KNOWN: [&str; 14] = [
    "authors",
    "base.digest",
    "base.name",
    "created",
    "description",
    "documentation",
    "licenses",
    "ref.name",
    "revision",
    "source",
    "title",
    "url",
    "vendor",
    "version",
];
/// What tells what an image is, of which version, and where it comes from.
const WANTED: [&str; 3] = ["title", "version", "source"];
const ADDRESSES: [&str; 3] = ["documentation", "source", "url"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let Some(last) = build.final_stage() else { return hits.skip() };
    let shipped = build.shipped_stages();
    let lists = shipped.iter().flat_map(|stage| stage.all(Keyword::Label));
    let labels: Vec<(&str, &Pair)> = lists
        .flat_map(|list| &list.pairs)
        .filter_map(|pair| Some((pair.name.known()?.strip_prefix(NAMESPACE)?, pair)))
        .collect();
    for (name, pair) in &labels {
        judge(build, name, pair, hits);
    }
    let is_set = |name: &str| labels.iter().any(|label| label.0 == name);
    let missing: Vec<_> = WANTED.into_iter().filter(|name| !is_set(name)).collect();
    if !missing.is_empty() {
        let names = missing.join(", ");
        hits.case("missing", build.place(last.from.keyword_span), [("names", &names)]);
    }
}

fn judge(build: &Build, name: &str, pair: &Pair, hits: &mut Hits) {
    let Some(word) = &pair.value else { return };
    if !KNOWN.contains(&name) {
        if let Some(near) = nearest::likely(name, KNOWN.into_iter()) {
            let place = build.place(pair.name.span());
            hits.case("unknown", place, [("name", &name), ("near", &near)]);
        }
        return;
    }
    let Some(value) = word.known() else { return hits.unknown() };
    let case = match name {
        _ if value.trim().is_empty() => "empty",
        "created" if !is_date(value) => "date",
        _ if ADDRESSES.contains(&name) && !value.contains("://") => "address",
        _ => return,
    };
    hits.case(case, build.place(word.span()), [("name", &name), ("value", &value)]);
}

/// Whether a text is a date and time as RFC 3339 writes them.
fn is_date(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return false };
    let zone = time.find(['Z', 'z', '+', '-']).filter(|at| *at >= 8);
    let shape = |text: &str| -> String {
        text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect()
    };
    let Some((time, zone)) = zone.map(|at| time.split_at(at)) else { return false };
    let seconds = time.split('.').next().unwrap_or_default();
    shape(date) == "0000-00-00"
        && shape(seconds) == "00:00:00"
        && matches!(shape(zone).as_str(), "Z" | "z" | "+00:00" | "-00:00")
}
