//! The modes of files, as `chmod` takes them.

/// Whether a mode lets everybody write, without the sticky bit that keeps users from the files of each
/// other.
pub(crate) fn is_world_writable(mode: &str) -> bool {
    const WRITE: u32 = 0o2;
    const STICKY: u32 = 0o1000;
    if let Ok(bits) = u32::from_str_radix(mode, 8) {
        return bits & WRITE != 0 && bits & STICKY == 0;
    }
    let mut writable = false;
    for clause in mode.split(',') {
        let Some(at) = clause.find(['+', '-', '=']) else { return false };
        let (who, change) = clause.split_at(at);
        if change.contains('t') {
            return false;
        }
        // Without `a`, the umask of the build keeps others from writing.
        if !who.contains(['o', 'a']) {
            continue;
        }
        // `o+r-w` has several changes.
        for change in changes(change) {
            match (&change[..1], change.contains('w')) {
                ("+" | "=", true) => writable = true,
                ("-", true) | ("=", false) => writable = false,
                _ => {}
            }
        }
    }
    writable
}

/// The parts of `+rw-x`, each with its sign.
fn changes(text: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = text.match_indices(['+', '-', '=']).map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &text[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_chmod_does() {
        for (mode, expected, reason) in [
            ("777", true, "everything"),
            ("0666", true, "with a zero"),
            ("2772", true, "a group that is handed on"),
            ("1777", false, "sticky, as of /tmp"),
            ("775", false, "the group only"),
            ("0755", false, "nobody but the owner"),
            ("a+w", true, "all"),
            ("o+w", true, "others"),
            ("ugo+rwX", true, "everybody"),
            ("u=rwx,go=rwx", true, "a list"),
            ("a=rwx,o-w", false, "taken back"),
            ("o+w-w", false, "taken back at once"),
            ("a=rw,o=r", false, "set again"),
            ("a+rwxt", false, "sticky"),
            ("a+rwx,+t", false, "sticky in another clause"),
            ("+w", false, "as far as the umask lets"),
            ("g+w", false, "the group only"),
            ("o=u", false, "whatever the owner may"),
            ("go-w", false, "taken away"),
            ("+x", false, "nothing about writing"),
            ("$MODE", false, "unknown"),
            ("", false, "nothing"),
            ("é+w", false, "no mode at all"),
        ] {
            assert_eq!(is_world_writable(mode), expected, "{reason}");
        }
    }
}
