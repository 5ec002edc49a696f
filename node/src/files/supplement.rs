//! What a copy of a file system cannot hold: device files, owners, and the files of /sys and /proc,
//! whose sizes lie.
//!
//! Two files in the directory `.seaworthy` of the copy say it, each as a common program prints it:
//!
//! - `stat` is what `stat -Lc '%A %u %g %n' FILE...` prints: `crw-rw---- 1000 1000 /dev/davinci0`;
//! - `text` is what `tail -vn +1 FILE...` prints: `==> /proc/modules <==`, and below it the file.
//!
//! Such files are there, as described, whether they were copied or not.

use std::collections::BTreeMap;

use super::root::{Kind, Stat, normal};

/// What a copy of a file system cannot hold, by path.
#[derive(Debug, Default)]
pub(super) struct Supplement {
    stats: BTreeMap<String, Stat>,
    texts: BTreeMap<String, String>,
}

impl Supplement {
    pub(super) fn new(stats: &str, texts: &str) -> Self {
        Self { stats: stats.lines().filter_map(line).collect(), texts: sections(texts) }
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// What a path is; what only has something below it is a directory of root's.
    pub(super) fn stat(&self, path: &str) -> Option<Stat> {
        let of_root = |kind, permissions| Stat { kind, permissions, uid: 0, gid: 0 };
        if let Some(stat) = self.stats.get(path) {
            return Some(*stat);
        }
        if self.texts.contains_key(path) {
            return Some(of_root(Kind::File, 0o444));
        }
        self.names(path).next().map(|_| of_root(Kind::Directory, 0o755))
    }

    /// The names in a directory; some more than once.
    pub(super) fn names(&self, path: &str) -> impl Iterator<Item = String> {
        let folder = if path == "/" { String::new() } else { path.to_owned() } + "/";
        let below = move |path: &String| {
            let name = path.strip_prefix(&folder)?.split('/').next()?;
            Some(name.to_owned())
        };
        self.stats.keys().chain(self.texts.keys()).filter_map(below)
    }
}

/// `crw-rw---- 1000 1000 /dev/davinci0`.
fn line(line: &str) -> Option<(String, Stat)> {
    let mut words = line.splitn(4, ' ');
    let (letters, uid, gid, path) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (kind, bits) = letters.split_at_checked(1)?;
    let kind = match kind {
        "-" => Kind::File,
        "d" => Kind::Directory,
        "c" => Kind::Device,
        "b" | "p" | "s" => Kind::Other,
        _ => return None,
    };
    let permissions = permissions(bits)?;
    let (uid, gid) = (uid.parse().ok()?, gid.parse().ok()?);
    Some((normal(path.trim_end()), Stat { kind, permissions, uid, gid }))
}

/// `rwsr-x--t` in bits. More may follow: `.` for a label, `+` for a list.
fn permissions(letters: &str) -> Option<u32> {
    let letters = letters.as_bytes().get(..9)?;
    let mut bits = 0;
    for (index, letter) in letters.iter().enumerate() {
        let plain = 1 << (8 - index);
        let special = 1 << (11 - index / 3);
        bits |= match (letter, index % 3) {
            (b'-', _) => 0,
            (b'r', 0) | (b'w', 1) | (b'x', 2) => plain,
            (b's' | b't', 2) => plain | special,
            (b'S' | b'T', 2) => special,
            _ => return None,
        };
    }
    Some(bits)
}

/// The files in the text that `tail` prints: an empty line stands between two.
fn sections(text: &str) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    let mut current: Option<(String, String)> = None;
    let path = |line: &str| {
        let path = line.trim_end().strip_prefix("==> ")?.strip_suffix(" <==")?;
        path.starts_with('/').then(|| normal(path))
    };
    for line in text.split_inclusive('\n') {
        if let Some(path) = path(line) {
            if let Some((path, mut text)) = current.replace((path, String::new())) {
                text.pop();
                sections.insert(path, text);
            }
        } else if let Some((_, text)) = &mut current {
            text.push_str(line);
        }
    }
    sections.extend(current);
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_describe_files() {
        let stat = |kind, permissions, uid, gid| Some(Stat { kind, permissions, uid, gid });
        for (text, expected, reason) in [
            ("crw-rw---- 1000 1001 /dev/a b", stat(Kind::Device, 0o660, 1000, 1001), "a space"),
            ("-rwsr-xr-x 0 0 /dev/a b", stat(Kind::File, 0o4755, 0, 0), "setuid"),
            ("drwxrwxrwt 0 0 /dev/a b", stat(Kind::Directory, 0o1777, 0, 0), "sticky"),
            ("-rw-r-Sr-T 0 0 /dev/a b\r", stat(Kind::File, 0o3644, 0, 0), "they may not run it"),
            ("-rw-r--r--. 0 0 /dev//a b", stat(Kind::File, 0o644, 0, 0), "a label of SELinux"),
            ("lrwxrwxrwx 0 0 /dev/a b", None, "links are copied as links"),
            ("-rw-r--r-- root root /dev/a b", None, "names are not numbers"),
            ("-rwwr--r-- 0 0 /dev/a b", None, "letters out of place"),
            ("-rw 0 0 /dev/a b", None, "too few letters"),
            ("é 0 0 /dev/a b", None, "no letters at all"),
            ("# a comment", None, "not a file"),
            ("", None, "nothing"),
        ] {
            let expected = expected.map(|stat| ("/dev/a b".to_owned(), stat));
            assert_eq!(line(text), expected, "{text}: {reason}");
        }
    }

    #[test]
    fn texts_are_apart() {
        for (text, expected, reason) in [
            ("", &[][..], "nothing"),
            ("==> /a <==\n1\n", &[("/a", "1\n")], "one"),
            ("==> /a <==\n1\n\n==> /b <==\n2\n", &[("/a", "1\n"), ("/b", "2\n")], "two"),
            ("==> /a <==\n1\n\n\n==> /b <==\n", &[("/a", "1\n\n"), ("/b", "")], "an empty line"),
            ("==> /a <==\n1\n==> /b <==\n", &[("/a", "1"), ("/b", "")], "no end of line"),
            ("==> /a <==\n\n==> /b <==\n", &[("/a", ""), ("/b", "")], "an empty file"),
            ("==> /a <==\r\n1\r\n", &[("/a", "1\r\n")], "ends of lines of another system"),
            ("before\n==> a <==\n", &[], "no path from the root, and text that is of no file"),
        ] {
            let found = sections(text);
            let found: Vec<_> =
                found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            assert_eq!(found, expected, "{text:?}: {reason}");
        }
    }
}
