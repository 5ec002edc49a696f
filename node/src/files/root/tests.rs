use std::os::unix::fs::symlink;

use rustix::fs::{CWD, FileType, mknodat};

use super::*;

fn place(files: &[(&str, &str)], links: &[(&str, &str)]) -> (tempfile::TempDir, Root) {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("in the root")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    for (path, target) in links {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("in the root")).expect("a directory");
        symlink(target, path).expect("a link");
    }
    let root = Root::open(dir.path(), false).expect("a root");
    (dir, root)
}

#[test]
fn links_stay_below_the_root() {
    let (_dir, root) = place(
        &[("opt/real/version.info", "Version=1\n")],
        &[
            ("opt/relative", "real"),
            ("usr/absolute", "/opt/real"),
            ("usr/chain", "absolute"),
            ("usr/outside", "../../../../opt/real"),
            ("usr/up", "/opt/real/../real"),
            ("usr/dangling", "/nowhere/at/all"),
        ],
    );
    for (path, expected, reason) in [
        ("/opt/real/version.info", "/opt/real/version.info", "no link"),
        ("/opt/relative/version.info", "/opt/real/version.info", "to a neighbour"),
        ("/usr/absolute/version.info", "/opt/real/version.info", "from the root"),
        ("/usr/chain/version.info", "/opt/real/version.info", "a link to a link"),
        ("/usr/outside/version.info", "/opt/real/version.info", "above the root is the root"),
        ("/usr/up/version.info", "/opt/real/version.info", "dots in the target"),
        ("//opt/./real//version.info", "/opt/real/version.info", "dots and slashes"),
        ("/usr/dangling", "/nowhere/at/all", "it leads there, though nothing is there"),
    ] {
        assert_eq!(root.real(path).as_deref(), Some(expected), "{path}: {reason}");
        let text = path.ends_with("info").then(|| "Version=1\n".to_owned());
        assert_eq!(root.read(path), text, "{path}: {reason}");
    }
    assert!(root.into_unreadable().is_empty(), "a dangling link is nothing but missing");
}

#[test]
fn what_cannot_be_read_has_a_reason() {
    let large = "x".repeat(usize::try_from(LIMIT).expect("small") + 1);
    let (dir, _) = place(
        &[
            ("dir/file", ""),
            ("large", &large),
            ("full", &large[1..]),
            (".seaworthy/stat", "-rw-r--r-- 0 0 /listed\ncrw------- 0 0 /dev/davinci0\n"),
        ],
        &[("circle", "other"), ("other", "/circle"), ("self", "self")],
    );
    fs::write(dir.path().join("binary"), [0x7f, b'E', 0, 0xff]).expect("a file");
    fs::write(dir.path().join("nul"), "a\0b").expect("a file");
    mknodat(CWD, dir.path().join("pipe"), FileType::Fifo, Mode::RUSR, 0).expect("a pipe");
    let root = Root::open(dir.path(), false).expect("a root");
    for (path, expected, why) in [
        ("/missing", None, "missing is no fault"),
        ("/dir/file/below", None, "nothing is below a file"),
        ("/full", None, "just small enough"),
        ("/dir", Some("not a regular file"), "a directory"),
        ("/pipe", Some("not a regular file"), "nobody writes to it: to open it would block"),
        ("/large", Some("larger than 4 MiB"), "one byte too many"),
        ("/binary", Some("not text"), "not UTF-8"),
        ("/nul", Some("not text"), "UTF-8, but no text has NUL"),
        ("/circle", Some("its links lead in a circle"), "of two"),
        ("/self", Some("its links lead in a circle"), "of one"),
        ("/listed", Some("it was not copied"), "known to have been there"),
    ] {
        assert_eq!(root.read(path).is_some(), path == "/full", "{path}: {why}");
        let unreadable = root.unreadable.borrow();
        assert_eq!(unreadable.get(path).map(String::as_str), expected, "{path}: {why}");
    }
}

#[test]
fn what_is_refused_is_the_directory() {
    if rustix::process::geteuid().is_root() {
        return; // nothing is refused to root
    }
    let (dir, root) = place(&[("closed/a/b", "1"), ("file", "1")], &[]);
    let set = |name: &str, mode| {
        let mode = Mode::from_raw_mode(mode);
        rustix::fs::chmod(dir.path().join(name), mode).expect("it is ours");
    };
    set("closed", 0);
    set("file", 0);
    for path in ["/closed/a/b", "/closed/a", "/closed/c/d", "/file"] {
        assert_eq!(root.read(path), None, "{path}");
        assert!(root.list(path).is_empty(), "{path}");
    }
    set("closed", 0o755);
    let found: Vec<_> = root.into_unreadable().into_iter().map(|what| what.path).collect();
    assert_eq!(found, ["/closed", "/file"]);
}

#[test]
fn a_supplement_says_what_cannot_be_copied() {
    let (_dir, root) = place(
        &[
            ("dev/null-like", ""),
            ("lib/a.so", ""),
            (".seaworthy/stat", "crw-rw---- 1000 1001 /dev/davinci0\n-rwxr-xr-x 0 0 /lib/a.so\n"),
            (".seaworthy/text", "==> /sys/a/vendor <==\n0x19e5\n"),
        ],
        &[("lib/b.so", "a.so")],
    );
    assert_eq!(root.list("/dev"), ["davinci0", "null-like"]);
    let device = Stat { kind: Kind::Device, permissions: 0o660, uid: 1000, gid: 1001 };
    assert_eq!(root.stat("/dev/davinci0"), Some(device));
    let library = root.stat("/lib/b.so").expect("the link leads to a file that is described");
    assert_eq!((library.mode().as_str(), library.uid), ("0755", 0), "rather than as copied");
    assert_eq!(root.list("/sys"), ["a"], "a directory of what is described");
    assert_eq!(root.read("/sys/a/vendor").as_deref(), Some("0x19e5\n"));
}
