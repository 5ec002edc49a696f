//! The name that somebody probably meant.

/// The candidate that is most like `name`; the first of several.
pub(crate) fn nearest<'a, T>(
    name: &str,
    candidates: impl Iterator<Item = T>,
    text: impl Fn(&T) -> &'a str,
) -> Option<T> {
    let likeness = |candidate: &T| strsim::jaro_winkler(name, text(candidate));
    candidates
        .map(|candidate| (likeness(&candidate), candidate))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}
