use crate::dockerfile::{Address, Instruction, Keyword, Word};
use crate::rule::Hits;
use crate::run::Build;

/// Endings of what ADD unpacks.
const ARCHIVES: [&str; 15] = [
    "bz2", "gz", "lz", "lzma", "tar", "tb2", "tbz", "tbz2", "tgz", "tlz", "txz", "tzst", "xz", "z",
    "zst",
];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let adds = build.all(Keyword::Add);
    if adds.is_empty() {
        return hits.skip();
    }
    for add in adds {
        let Some((sources, _)) = add.copied() else { continue };
        let any = |is: fn(&str) -> bool| sources.iter().any(|source| is(source.partial()));
        if any(|source| source.starts_with('$')) {
            hits.unknown();
        } else if any(|source| Address::of(source).is_some()) {
            judge_download(build, add, sources, hits);
        } else if !any(may_be_archive) && add.flag("unpack").is_none() {
            let place = build.place(add.keyword_span);
            hits.case("copy", place, [("source", &sources[0].raw())]);
        }
    }
}

fn judge_download(build: &Build, add: &Instruction, sources: &[Word], hits: &mut Hits) {
    let is_checked = add.flag("checksum").is_some();
    for source in sources.iter().filter(|_| !is_checked) {
        let address = Address::of(source.partial()).filter(|address| !address.is_commit());
        let Some(address) = address else { continue };
        let case = if address.is_repository() { "git" } else { "file" };
        hits.case(case, build.place(source.span()), [("host", &address.host())]);
    }
}

/// Whether ADD may unpack a source: by its ending, or because that is not known.
fn may_be_archive(source: &str) -> bool {
    let source = source.to_lowercase();
    let ending = source.rsplit(['.', '/']).next().unwrap_or_default();
    ending.contains(['$', '*']) || ARCHIVES.contains(&ending)
}
