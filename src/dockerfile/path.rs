//! Paths as shell words name them: with wildcards, braces and a home directory.

use super::glob::is_match;

/// More alternatives in braces than this are not looked at.
const MOST: usize = 256;

/// Whether what a pattern names holds a path or a part of it. A path that begins with `~/` may be in any
/// home directory.
pub(crate) fn covers(pattern: &str, path: &str) -> bool {
    let in_home = path.strip_prefix("~/");
    let wanted = components(in_home.unwrap_or(path));
    alternatives(pattern).iter().any(|pattern| {
        let named = components(pattern);
        let agrees =
            |named: &[&str]| named.iter().zip(&wanted).all(|(named, part)| is_named(named, part));
        if in_home.is_some() {
            (0..named.len()).any(|from| agrees(&named[from..]))
        } else {
            pattern.starts_with('/') && agrees(&named)
        }
    })
}

fn components(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !matches!(*part, "" | ".")).collect()
}

/// A wildcard at its start does not match a hidden file.
fn is_named(pattern: &str, part: &str) -> bool {
    let hidden = part.starts_with('.') && !pattern.starts_with('.');
    !hidden && is_match(pattern, part)
}

/// The words that one with `{a,b}` stands for.
fn alternatives(word: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![word.to_owned()];
    while let Some(word) = open.pop() {
        let Some((before, choices, after)) =
            braces(&word).filter(|_| done.len() + open.len() < MOST)
        else {
            done.push(word);
            continue;
        };
        open.extend(choices.iter().map(|choice| format!("{before}{choice}{after}")));
    }
    done
}

/// What stands before the innermost braces that close first, in them and after them.
fn braces(word: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (inside, after) = word.split_once('}')?;
    let (before, choices) = inside.rsplit_once('{')?;
    choices.contains(',').then(|| (before, choices.split(',').collect(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_paths() {
        let lists = "/var/lib/apt/lists";
        let pip = "~/.cache/pip";
        for (pattern, path, expected, reason) in [
            ("/var/lib/apt/lists/*", lists, true, "all that is in it"),
            ("/var/lib/apt/lists", lists, true, "the directory"),
            ("/var//lib/./apt/", lists, true, "one above it, in another spelling"),
            ("/var/lib/{dpkg,apt,{log,cache}}/", lists, true, "one of several"),
            ("/var/lib/{dpkg,cache}", lists, false, "none of several"),
            ("/var/lib/ap?/*", lists, true, "wildcards"),
            ("/var/cache/apt/archives/*", lists, false, "another directory"),
            ("lists/*", lists, false, "nobody knows where"),
            ("/", lists, true, "everything"),
            ("/root/.cache", pip, true, "a home"),
            ("~/.cache/pip/*", pip, true, "a home without a name"),
            ("$HOME/.cache/*", pip, true, "a home in a variable"),
            (".cache", pip, true, "in the working directory"),
            ("/root/*", pip, false, "a wildcard does not match hidden files"),
            ("/root/.cache/uv", pip, false, "beside it"),
            ("{{{{,}}}}", pip, false, "braces that are none"),
        ] {
            assert_eq!(covers(pattern, path), expected, "{reason}");
        }
        let many = "{a,b}".repeat(40);
        assert!(!covers(&many, lists), "no more than can be looked at");
    }
}
