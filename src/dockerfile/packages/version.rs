//! Whether a package is named without a version, as each package manager has it.

/// What some package managers take in place of a version, and what moves.
const MOVING: [&str; 8] = ["latest", "upgrade", "patch", "next", "main", "master", "head", "HEAD"];

/// `curl`, but neither `curl=8.5.0-2`, `curl/bookworm`, `./curl.deb` nor `curl-`, which removes it.
pub(super) fn apt(package: &str) -> bool {
    is_name(package) && !package.contains(['=', '/']) && !package.ends_with([',', '-'])
}

/// `curl`, but neither `curl=8.5.0-r0`, `curl~8.5` nor `curl>8`.
pub(super) fn apk(package: &str) -> bool {
    is_name(package) && !package.contains(['=', '~', '<', '>', '/']) && !is_file(package, ".apk")
}

/// `curl`, but neither `curl-8.5.0`, `curl-8.5.0-1.el9`, `@group` nor a file.
pub(super) fn dnf(package: &str) -> bool {
    let last = package.rsplit_once('-').map_or("", |(_, last)| last);
    is_name(package)
        && !last.starts_with(|char: char| char.is_ascii_digit() || char == '*')
        && !package.contains(['/', '=', '<', '>'])
        && !is_file(package, ".rpm")
}

/// `curl`, but neither `curl=8.5.0`, `curl>=8` nor a file.
pub(super) fn zypper(package: &str) -> bool {
    dnf(package) && !package.contains(':')
}

/// `flask`, but neither `flask==3.0`, `flask>=3`, `.`, a file, a URL nor a commit of a repository.
pub(super) fn pip(package: &str) -> bool {
    if let Some((scheme, _)) = package.split_once("://") {
        let last = package.rsplit_once('/').map_or("", |(_, last)| last);
        return scheme.contains('+') && !last.contains('@');
    }
    is_name(package)
        && !package.contains(['=', '<', '>', '~', '!', '@', '/'])
        && ![".whl", ".gz", ".zip"].iter().any(|extension| is_file(package, extension))
}

/// `express`, `@types/node` and `express@latest`, but neither `express@4`, a path nor a repository.
pub(super) fn npm(package: &str) -> bool {
    let (scoped, name) = package.strip_prefix('@').map_or((false, package), |name| (true, name));
    let (name, version) = name.split_once('@').unwrap_or((name, "latest"));
    is_name(name)
        && name.matches('/').count() == usize::from(scoped)
        && !name.contains(':')
        && !is_file(name, ".tgz")
        && MOVING.contains(&version)
}

/// `rails`, but neither `rails:7.1` nor a file.
pub(super) fn gem(package: &str) -> bool {
    is_name(package) && !package.contains([':', '/']) && !is_file(package, ".gem")
}

/// `example.com/tool@latest`. Without a version, go.mod has it, or Go refuses.
pub(super) fn go(package: &str) -> bool {
    package.split_once('@').is_some_and(|(_, version)| MOVING.contains(&version))
}

/// `ripgrep`, but neither `ripgrep@14.1.0` nor a URL.
pub(super) fn cargo(package: &str) -> bool {
    is_name(package) && !package.contains(['@', '/', ':'])
}

/// Whether it begins like the name of a package, and not like a path or a sign.
fn is_name(package: &str) -> bool {
    package.starts_with(|char: char| char.is_ascii_alphanumeric())
}

fn is_file(package: &str, extension: &str) -> bool {
    package.ends_with(extension)
}
