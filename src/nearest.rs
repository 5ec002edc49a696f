//! The name that somebody probably meant.

/// Of more candidates only so many are compared: thousands of wrong names against thousands of right
/// ones would take longer than all the rest of a run.
const MOST: usize = 1000;

/// The candidate that is most like `name`; the first of several.
pub(crate) fn nearest<'a, T>(
    name: &str,
    candidates: impl Iterator<Item = T>,
    text: impl Fn(&T) -> &'a str,
) -> Option<T> {
    let likeness = |candidate: &T| strsim::jaro_winkler(name, text(candidate));
    candidates
        .take(MOST)
        .map(|candidate| (likeness(&candidate), candidate))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}

/// The candidate that `name` was meant to be, in any case of its letters; nothing if none is near.
pub(crate) fn likely<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let likeness = |candidate: &str| strsim::jaro_winkler(&name, &candidate.to_lowercase());
    let scored = candidates.map(|candidate| (likeness(candidate), candidate));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 > 0.8).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_likely_if_it_is_near() {
        for (word, expected, reason) in [
            ("SEC-02", Some("SEC-002"), "a digit short"),
            ("sec-002x", Some("SEC-002"), "case does not matter"),
            ("read-only-root-fs", Some("read-only-root-filesystem"), "shortened"),
            ("pss-base", Some("pss-baseline"), "groups count too"),
            ("wibble", None, "nothing is near"),
        ] {
            let candidates = ["SEC-002", "read-only-root-filesystem", "pss-baseline", "nsa"];
            assert_eq!(likely(word, candidates.into_iter()), expected, "{reason}");
        }
    }
}
