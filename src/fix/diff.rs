//! What fixes change, as a unified diff that `git apply` and `patch -p1` take.

use std::io;
use std::path::Path;

use similar::TextDiff;

use super::Change;

/// Writes the diff of one file.
pub fn write(change: &Change, out: &mut dyn io::Write) -> io::Result<()> {
    // Lines end with `\n` alone, as they do for those who read diffs.
    let before: Vec<&str> = change.before.split_inclusive('\n').collect();
    let after: Vec<&str> = change.after.split_inclusive('\n').collect();
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&before, &after);
    let name = shown(&change.name);
    let header = |side| header(side, &name);
    diff.unified_diff().context_radius(3).header(&header("a"), &header("b")).to_writer(out)
}

/// The name of a file below the folder that the diff is applied in.
fn shown(name: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = Path::new(name);
    let path = path.strip_prefix(here).unwrap_or(path);
    let name = path.to_string_lossy().replace('\\', "/");
    name.trim_start_matches("./").trim_start_matches('/').to_owned()
}

/// A name as git writes it: in quotes if it has a character that a line of a header cannot have, and
/// with a tab behind it where a space could be taken for its end.
fn header(side: &str, name: &str) -> String {
    let is_odd = |c: char| c == '"' || c == '\\' || c.is_control();
    if name.contains(is_odd) {
        let escaped = name.chars().map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => c.to_string().bytes().map(|b| format!("\\{b:03o}")).collect(),
            c => c.to_string(),
        });
        return format!("\"{side}/{}\"", escaped.collect::<String>());
    }
    let end = if name.contains(' ') { "\t" } else { "" };
    format!("{side}/{name}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_git_reads_them() {
        for (name, expected, reason) in [
            ("k8s/web.yaml", "a/k8s/web.yaml", "plain"),
            ("my app/web.yaml", "a/my app/web.yaml\t", "a space"),
            ("部署.yaml", "a/部署.yaml", "UTF-8"),
            ("a\"b\n.yaml", "\"a/a\\\"b\\012.yaml\"", "what a header cannot have"),
        ] {
            assert_eq!(header("a", name), expected, "{reason}");
        }
        assert_eq!(shown("./web.yaml"), "web.yaml");
        assert_eq!(shown("/nowhere/web.yaml"), "nowhere/web.yaml");
    }
}
