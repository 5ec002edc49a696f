//! The context of a Dockerfile's build, as far as files tell of it.

use std::fs;
use std::path::Path;

const NAMES: [&str; 2] = [".dockerignore", ".containerignore"];

/// Whether a file says what to leave out of the context: one for this Dockerfile alone, or one in a
/// folder that may be the context, which is its own or one above it in the repository.
pub(super) fn has_ignore_file(dockerfile: &Path) -> bool {
    let Ok(dockerfile) = fs::canonicalize(dockerfile) else { return false };
    let own = |name: &&str| {
        let mut path = dockerfile.clone().into_os_string();
        path.push(name);
        Path::new(&path).is_file()
    };
    if NAMES.iter().any(own) {
        return true;
    }
    for folder in dockerfile.ancestors().skip(1) {
        if NAMES.iter().any(|name| folder.join(name).is_file()) {
            return true;
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_above_counts_within_the_repository() {
        let rows = [
            ("docker/Dockerfile", "docker/.dockerignore", true, "beside it"),
            ("docker/Dockerfile", "docker/Dockerfile.dockerignore", true, "its own"),
            ("docker/Dockerfile", "docker/dev.Dockerfile.dockerignore", false, "another one's"),
            ("docker/Dockerfile", ".dockerignore", true, "the context is above"),
            ("docker/Dockerfile", ".containerignore", true, "Podman's name"),
            ("docker/Dockerfile", "src/.dockerignore", false, "elsewhere"),
            ("docker/Dockerfile", "../.dockerignore", false, "outside of the repository"),
        ];
        for (dockerfile, ignore, expected, reason) in rows {
            let folder = tempfile::tempdir().expect("a folder");
            let root = folder.path().join("repository");
            for inner in ["docker", "src", ".git"] {
                fs::create_dir_all(root.join(inner)).expect("a folder");
            }
            for file in [dockerfile, ignore] {
                fs::write(root.join(file), "").expect("a file");
            }
            assert_eq!(has_ignore_file(&root.join(dockerfile)), expected, "{reason}");
        }
    }
}
