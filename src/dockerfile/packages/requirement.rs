//! What pip is asked to install: a package, and which version of it.

/// Which version of a package somebody asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Version {
    /// Exactly this one.
    Pinned(String),
    /// Whichever is the newest.
    Open,
    /// One that the text alone does not tell: a range, an address, a variable.
    Unknown,
}

/// The version of the package `name` that an operand of pip asks for; nothing if it is another package.
/// Names are compared as the index compares them (PEP 503).
pub(crate) fn version_of(operand: &str, name: &str) -> Option<Version> {
    let file = operand.split(['?', '#']).next()?.rsplit('/').next()?;
    if let Some(wheel) = file.strip_suffix(".whl") {
        let (package, rest) = wheel.split_once('-')?;
        let version = rest.split('-').next().unwrap_or_default().replace("%2B", "+");
        return (plain(package) == plain(name)).then(|| pinned(&version));
    }
    let end = operand.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)));
    let (package, rest) = operand.split_at(end.unwrap_or(operand.len()));
    if plain(package) != plain(name) {
        return None;
    }
    // `torch[opt]==2.9.0; platform_machine == "aarch64"`
    let rest = rest.split(';').next().unwrap_or_default();
    let rest = rest.split_once(']').map_or(rest, |(_, rest)| rest).trim();
    Some(match rest.strip_prefix("==") {
        Some(version) => pinned(version.trim_start_matches('=').trim()),
        None if rest.is_empty() => Version::Open,
        None => Version::Unknown,
    })
}

fn pinned(version: &str) -> Version {
    let is_one = version.starts_with(|c: char| c.is_ascii_digit())
        && version.chars().all(|c| c.is_ascii_alphanumeric() || ".+_-".contains(c));
    if is_one { Version::Pinned(version.to_owned()) } else { Version::Unknown }
}

fn plain(name: &str) -> String {
    name.replace(['_', '.'], "-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_name_a_package_and_a_version() {
        let pinned = |version: &str| Some(Version::Pinned(version.to_owned()));
        for (operand, expected, reason) in [
            ("torch-npu==2.5.1.post1", pinned("2.5.1.post1"), "pinned"),
            ("torch_npu==2.5.1", pinned("2.5.1"), "the index does not tell _ from -"),
            ("Torch-NPU===2.5.1", pinned("2.5.1"), "case, and exactly"),
            ("torch-npu == 2.5.1", pinned("2.5.1"), "blanks"),
            ("torch-npu[x]==2.5.1; python_version > '3.9'", pinned("2.5.1"), "extras and markers"),
            (
                "https://example.com/a/torch_npu-2.1.0.post3-cp310-cp310-linux_aarch64.whl#sha256=a",
                pinned("2.1.0.post3"),
                "a wheel",
            ),
            (
                "./torch_npu-2.1.0%2Bgit1-cp310-cp310-linux_aarch64.whl",
                pinned("2.1.0+git1"),
                "escaped",
            ),
            ("torch-npu", Some(Version::Open), "the newest"),
            ("torch-npu>=2.5", Some(Version::Unknown), "a range"),
            ("torch-npu==2.5.*", Some(Version::Unknown), "a range"),
            ("torch-npu==2.5.1,!=2.5.1.post2", Some(Version::Unknown), "two conditions"),
            ("torch-npu==$VERSION", Some(Version::Unknown), "a variable"),
            ("torch-npu @ https://example.com/a.whl", None, "some wheel"),
            ("torch", None, "another package"),
            ("torch-npu-extra==1", None, "a longer name"),
            ("", None, "nothing"),
        ] {
            assert_eq!(version_of(operand, "torch-npu"), expected, "{operand}: {reason}");
        }
        assert_eq!(version_of("torch==2.5.1+cpu", "torch"), pinned("2.5.1+cpu"), "a build");
    }
}
