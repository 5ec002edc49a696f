//! Files of reports, which somebody else may read at any time.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Puts `bytes` in the place of what a file holds, so that nobody sees half of either. What is no
/// file, such as a pipe, is written to.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::write(path, bytes);
    }
    let directory = path.parent().filter(|parent| *parent != Path::new(""));
    // Collectors leave out files with a dot in front, and run as other users.
    let mut file = tempfile::Builder::new()
        .prefix(".seaworthy-")
        .permissions(Permissions::from_mode(0o644))
        .tempfile_in(directory.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_as_a_whole_and_links_stay() {
        let directory = tempfile::tempdir().expect("a directory");
        let (file, link) = (directory.path().join("a.prom"), directory.path().join("link"));
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        fs::write(&file, "a longer text").expect("a file");
        replace(&link, b"new").expect("it can be written");
        assert_eq!(fs::read(&file).expect("a file"), b"new");
        assert!(link.is_symlink());
        assert_eq!(fs::read_dir(directory.path()).expect("a directory").count(), 2);
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o400, 0o400);
        assert!(replace(&directory.path().join("no/such"), b"").is_err());
        replace(Path::new("/dev/null"), b"gone").expect("a device takes it");
        assert!(!Path::new("/dev/null").is_file());
    }
}
