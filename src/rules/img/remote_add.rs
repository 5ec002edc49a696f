use crate::dockerfile::{Instruction, Keyword, Word};
use crate::rule::Hits;
use crate::run::Build;

/// Endings of what ADD unpacks.
const ARCHIVES: [&str; 15] = [
    ".bz2", ".gz", ".lz", ".lzma", ".tar", ".tb2", ".tbz", ".tbz2", ".tgz", ".tlz", ".txz",
    ".tzst", ".xz", ".z", ".zst",
];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let adds = build.all(Keyword::Add);
    if adds.is_empty() {
        return hits.skip();
    }
    for add in adds {
        let Some((sources, _)) = add.copied() else { continue };
        if sources.iter().any(|source| source.partial().starts_with('$')) {
            hits.unknown();
        } else if sources.iter().any(|source| is_remote(source.partial())) {
            judge_remote(build, add, sources, hits);
        } else if let [source, ..] = sources
            && add.flag("unpack").is_none()
            && !sources.iter().any(|source| is_archive(source.partial()))
        {
            hits.case("copy", build.place(add.keyword_span), [("source", &source.raw())]);
        }
    }
}

fn judge_remote(build: &Build, add: &Instruction, sources: &[Word], hits: &mut Hits) {
    if add.flag("checksum").is_some() {
        return;
    }
    for source in sources {
        let address = source.partial();
        if !is_remote(address) || is_pinned(address) {
            continue;
        }
        let case = if is_git(address) { "git" } else { "file" };
        hits.case(case, build.place(source.span()), [("host", &host(address))]);
    }
}

fn is_remote(source: &str) -> bool {
    ["http://", "https://", "git://", "ssh://", "git@"]
        .iter()
        .any(|start| source.starts_with(start))
}

/// Whether an address is that of a repository, which BuildKit clones.
fn is_git(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    !address.starts_with("http") || path.ends_with(".git")
}

/// Whether the address of a repository names a commit, or leaves it to a variable.
fn is_pinned(address: &str) -> bool {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let reference = fragment.split(':').next().unwrap_or_default();
    let is_commit = reference.len() >= 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_git(address)
        && (is_commit
            || reference.contains('$')
            || query
                .split('&')
                .any(|field| field.starts_with("checksum=") || field.starts_with("commit=")))
}

/// The host of an address. All of it is not to be shown: there may be a password in it.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn is_archive(source: &str) -> bool {
    let name = source.to_lowercase();
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}
