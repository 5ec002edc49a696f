//! Files on the disk whose text changes: everything else about them stays.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::discover::reason;
use crate::error::{UNREADABLE, UNWRITABLE};
use crate::lang::{Message, Text};

const UTF16: Text = Text {
    en: "is in UTF-16 and is not fixed; save it as UTF-8 first",
    zh: "采用 UTF-16 编码，未作修复；请先另存为 UTF-8",
};
const CHANGED: Text = Text {
    en: "is not what was checked any more and is not fixed; run this again",
    zh: "内容在检查之后发生了变化，未作修复；请重新运行",
};

/// The byte order mark of UTF-8.
const MARK: &str = "\u{feff}";

/// What fixes make of a file.
#[derive(Debug)]
pub struct Change {
    /// Its name, as reports give it.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its text as it is, with a byte order mark if it has one.
    pub before: String,
    /// Its text as it is to be.
    pub after: String,
    /// How many faults are gone then.
    pub faults: usize,
}

/// The text of a file with its byte order mark, if it is still this one to the byte.
pub(super) fn read(path: &Path, text: &str) -> Result<String, Message> {
    let bytes = fs::read(path).map_err(|error| UNREADABLE.with([("reason", &reason(&error))]))?;
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(UTF16.into());
    }
    let whole = String::from_utf8(bytes).map_err(|_| CHANGED)?;
    if unmarked(&whole) == text { Ok(whole) } else { Err(CHANGED.into()) }
}

/// A text without its byte order mark.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// A text with the byte order mark of another.
pub(super) fn marked_like(other: &str, text: &str) -> String {
    let mark = if other.starts_with(MARK) { MARK } else { "" };
    format!("{mark}{text}")
}

impl Change {
    /// Writes it: whoever looks sees the old text or the new one, and never a part.
    pub(super) fn write(&self) -> Result<(), Message> {
        let unwritable = |error: io::Error| UNWRITABLE.with([("reason", &reason(&error))]);
        let real = fs::canonicalize(&self.path).map_err(unwritable)?;
        if fs::read(&real).map_err(unwritable)? != self.before.as_bytes() {
            return Err(CHANGED.into());
        }
        replace(&real, self.after.as_bytes()).map_err(unwritable)
    }
}

/// Puts a file with the same owner and mode in the place of this one.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A file that may not be written is not replaced either, though its folder would allow that.
    let old = OpenOptions::new().write(true).open(path)?.metadata()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let mut new = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = new
        .write_all(bytes)
        .and_then(|()| keep_owner(&new, &old))
        .and_then(|()| new.set_permissions(old.permissions()))
        .and_then(|()| new.sync_all())
        .and_then(|()| fs::rename(&beside, path));
    written.inspect_err(|_| {
        // What kept it from being written is the thing to say.
        let _ = fs::remove_file(&beside);
    })
}

#[cfg(unix)]
fn keep_owner(new: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let is = new.metadata()?;
    if (is.uid(), is.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(new, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn keep_owner(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}
