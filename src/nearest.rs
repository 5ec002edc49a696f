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

/// The candidate that `name` is a slip of the pen for: a letter is missing, wrong, too much or in the
/// wrong place, or the end is cut off or grown. Short words are too near to others.
pub(crate) fn misspelt<'a>(
    name: &str,
    mut candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = name.to_lowercase();
    let is_near = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let is_part = name.starts_with(&candidate) || candidate.starts_with(&name);
        name.len().min(candidate.len()) >= 4
            && (strsim::osa_distance(&name, &candidate) == 1
                || is_part && name.len().abs_diff(candidate.len()) == 2)
    };
    candidates.find(|candidate| is_near(candidate))
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

    #[test]
    fn a_slip_of_the_pen_is_not_just_likeness() {
        for (word, expected, reason) in [
            ("build", Some("builder"), "an end that is cut off"),
            ("Biulder", Some("builder"), "letters swapped, another case"),
            ("assetts", Some("assets"), "a letter too much"),
            ("builder", None, "it is there"),
            ("build-linux", None, "another one of its kind"),
            ("web", None, "too short to tell"),
        ] {
            let candidates = ["builder", "assets", "wen"].into_iter();
            let candidates = candidates.filter(|candidate| *candidate != word);
            assert_eq!(misspelt(word, candidates), expected, "{reason}");
        }
    }
}
