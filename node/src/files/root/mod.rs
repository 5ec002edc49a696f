//! The file system of a node: its own, also where that is mounted into a container, or a copy of it.
//!
//! Every path is one of the node, as `/etc/hccn.conf`; links are followed below the root, also where
//! they are absolute. What is missing is a fact; what is there and cannot be looked at is noted, with
//! the reason. Nothing is read that could block: only regular files, and no more than [`LIMIT`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, Mode, OFlags};
use seaworthy::node::Unreadable;

use super::supplement::Supplement;

/// How much of a file is read, in bytes: the greatest that is of use is a checkpoint of the kubelet.
const LIMIT: u64 = 4 << 20;
/// How long a path may be, in bytes, as in Linux.
const LENGTH: usize = 4096;
/// How many links a path may lead through, as in Linux.
const LINKS: u32 = 40;
/// How many names of a directory are looked at.
const NAMES: usize = 65_536;

/// The file system of a node.
pub(crate) struct Root {
    dir: PathBuf,
    is_live: bool,
    supplement: Supplement,
    unreadable: RefCell<BTreeMap<String, String>>,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stat {
    pub(crate) kind: Kind,
    pub(crate) permissions: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    File,
    Directory,
    Device,
    Other,
}

impl Stat {
    /// The permissions in octal: `0660`.
    pub(crate) fn mode(&self) -> String {
        format!("{:04o}", self.permissions)
    }
}

impl Root {
    /// The file system in `dir`: that of the machine that this runs on, or a copy of one, with what
    /// its supplement says.
    pub(crate) fn open(dir: &Path, is_live: bool) -> io::Result<Self> {
        let dir = fs::canonicalize(dir)?;
        fs::read_dir(&dir)?;
        let mut root = Self {
            dir,
            is_live,
            supplement: Supplement::default(),
            unreadable: RefCell::default(),
        };
        if !is_live {
            let text = |name| root.read(&format!("/.seaworthy/{name}")).unwrap_or_default();
            root.supplement = Supplement::new(&text("stat"), &text("text"));
        }
        Ok(root)
    }

    /// Whether it is that of this process, and not mounted from outside of its container.
    pub(crate) fn is_own(&self) -> bool {
        self.dir == Path::new("/")
    }

    /// Whether it is that of the machine that this runs on: its kernel and devices are those in use.
    pub(crate) fn is_live(&self) -> bool {
        self.is_live
    }

    /// The text of a regular file.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        let real = self.real(path)?;
        if let Some(text) = self.supplement.text(&real) {
            return Some(text.to_owned());
        }
        match read(&self.host(&real)) {
            Ok(text) => Some(text),
            Err(error) if is_missing(&error) => {
                if self.supplement.stat(&real).is_some_and(|stat| stat.kind == Kind::File) {
                    self.cannot(path, "it was not copied");
                }
                None
            }
            Err(error) => {
                self.failed(path, &error);
                None
            }
        }
    }

    /// What a path leads to, if that exists.
    pub(crate) fn stat(&self, path: &str) -> Option<Stat> {
        let real = self.real(path)?;
        if let Some(stat) = self.supplement.stat(&real) {
            return Some(stat);
        }
        match fs::symlink_metadata(self.host(&real)) {
            Ok(metadata) => Some(stat(&metadata)),
            Err(error) if is_missing(&error) => None,
            Err(error) => {
                self.failed(path, &error);
                None
            }
        }
    }

    /// Whether a path leads to something.
    pub(crate) fn exists(&self, path: &str) -> bool {
        self.stat(path).is_some()
    }

    /// The names in a directory, sorted.
    pub(crate) fn list(&self, path: &str) -> Vec<String> {
        let Some(real) = self.real(path) else { return Vec::new() };
        let copied = self.copied(&real).unwrap_or_else(|error| {
            if !is_missing(&error) {
                self.failed(path, &error);
            }
            Vec::new()
        });
        let names: BTreeSet<String> = self.supplement.names(&real).chain(copied).collect();
        names.into_iter().collect()
    }

    /// The names in a directory in which there are no links, for those who count what is refused.
    pub(crate) fn copied(&self, path: &str) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(self.host(path))?.take(NAMES).flatten();
        Ok(entries.filter_map(|entry| entry.file_name().into_string().ok()).collect())
    }

    /// Where a link says that it leads.
    pub(crate) fn link(&self, path: &str) -> io::Result<String> {
        let target = fs::read_link(self.host(&normal(path)))?;
        target.into_os_string().into_string().map_err(|_| ErrorKind::InvalidData.into())
    }

    /// Where a path leads when all links are followed, whether there is something or not. Nothing if
    /// it leads in a circle, or is longer than there can be.
    pub(crate) fn real(&self, path: &str) -> Option<String> {
        if path.len() > LENGTH {
            return None;
        }
        let mut pending: Vec<String> = parts(path).rev().map(str::to_owned).collect();
        let mut real: Vec<String> = Vec::new();
        let mut links = 0;
        while let Some(part) = pending.pop() {
            if part == ".." {
                real.pop();
                continue;
            }
            real.push(part);
            let Ok(target) = self.link(&joined(&real)) else { continue };
            links += 1;
            if links > LINKS {
                self.cannot(path, "its links lead in a circle");
                return None;
            }
            real.pop();
            if target.starts_with('/') {
                real.clear();
            }
            pending.extend(parts(&target).rev().map(str::to_owned));
        }
        Some(joined(&real))
    }

    /// Whether whoever runs this may read and write a file; it is not opened, as that could disturb a
    /// device. The kernel asks the device controller of the control group as well.
    pub(crate) fn may_open(&self, path: &str) -> bool {
        rustix::fs::access(self.host(&normal(path)), Access::READ_OK | Access::WRITE_OK).is_ok()
    }

    /// Notes that something is there and could not be looked at; of what is said of a path, the first.
    pub(crate) fn cannot(&self, path: &str, reason: &str) {
        let mut unreadable = self.unreadable.borrow_mut();
        unreadable.entry(path.to_owned()).or_insert_with(|| reason.to_owned());
    }

    /// What could not be looked at.
    pub(crate) fn into_unreadable(self) -> Vec<Unreadable> {
        let unreadable = self.unreadable.into_inner().into_iter();
        unreadable.map(|(path, reason)| Unreadable { path, reason }).collect()
    }

    /// Where a directory may not be entered it is that which cannot be looked at, rather than each
    /// thing that could be below it.
    fn failed(&self, path: &str, error: &io::Error) {
        if error.kind() != ErrorKind::PermissionDenied {
            return self.cannot(path, &error.to_string());
        }
        let path = self.real(path).unwrap_or_else(|| path.to_owned());
        let closed = path.match_indices('/').skip(1).map(|(end, _)| &path[..end]).find(|folder| {
            let below = self.host(&format!("{folder}/."));
            fs::symlink_metadata(below)
                .is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
        });
        self.cannot(closed.unwrap_or(&path), "permission denied");
    }

    fn host(&self, path: &str) -> PathBuf {
        self.dir.join(path.trim_start_matches('/'))
    }
}

/// The last part of a path.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path from the root, without empty parts and dots: `/dev/davinci0`. What stands before `..` is
/// dropped, as no link was followed.
pub(crate) fn normal(path: &str) -> String {
    let mut normal: Vec<&str> = Vec::new();
    for part in parts(path) {
        if part == ".." {
            normal.pop();
        } else {
            normal.push(part);
        }
    }
    joined(&normal)
}

fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

fn joined<S: AsRef<str>>(parts: &[S]) -> String {
    if parts.is_empty() {
        return "/".to_owned();
    }
    parts.iter().flat_map(|part| ["/", part.as_ref()]).collect()
}

fn read(path: &Path) -> io::Result<String> {
    // Looked at before it is opened: that can start something in a device, or wait for the other end
    // of a pipe. Should it change in between, `NONBLOCK` still returns at once.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"));
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = File::from(rustix::fs::open(path, flags | OFlags::CLOEXEC, Mode::empty())?);
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "larger than 4 MiB"));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    text.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "not text"))
}

fn stat(metadata: &fs::Metadata) -> Stat {
    let kind = metadata.file_type();
    let kind = if kind.is_file() {
        Kind::File
    } else if kind.is_dir() {
        Kind::Directory
    } else if kind.is_char_device() {
        Kind::Device
    } else {
        Kind::Other
    };
    let permissions = metadata.mode() & 0o7777;
    Stat { kind, permissions, uid: metadata.uid(), gid: metadata.gid() }
}

/// A process may end while it is looked at: then its files say that there is none.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
        || rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::SRCH)
}

#[cfg(test)]
mod tests;
