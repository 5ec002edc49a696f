//! From the bytes of an input to its text.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::lang::{Message, Text};
use crate::source::{Problem, Source, Span};

const TOO_LARGE: Text = Text {
    en: "larger than the limit of {limit} bytes; raise it with `--max-bytes`",
    zh: "超过 {limit} 字节的上限；可用 `--max-bytes` 调高",
};
const MISSING: Text = Text { en: "no such file or directory", zh: "文件或目录不存在" };
const DENIED: Text =
    Text { en: "cannot be read: permission denied", zh: "无法读取：权限不足" };
const UNREADABLE: Text = Text { en: "cannot be read: {reason}", zh: "无法读取：{reason}" };
const NOT_UTF8: Text =
    Text { en: "not valid UTF-8: byte {byte}", zh: "不是有效的 UTF-8：字节 {byte}" };
const NOT_UTF16: Text = Text { en: "not valid UTF-16", zh: "不是有效的 UTF-16" };

/// The bytes of an input, of which there may be one too many: then [`text`] refuses them.
pub(super) fn bytes(input: impl Read, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of a file.
pub(super) fn file(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    bytes(File::open(path)?, max_bytes)
}

/// A text that is not judged itself, such as the configuration.
pub(crate) fn source(path: &Path) -> Result<Arc<Source>, Error> {
    let (name, max_bytes) = (super::shown(path), super::Options::default().max_bytes);
    let bytes = file(path, max_bytes).map_err(|error| unreadable(&name, &error))?;
    text(&name, bytes, max_bytes).map(|text| Arc::new(Source::new(name, text)))
}

/// Why something cannot be read, in words.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => MISSING.into(),
        io::ErrorKind::PermissionDenied => DENIED.into(),
        _ => UNREADABLE.with([("reason", &reason(error))]),
    };
    Error::new(name, message)
}

/// What the operating system says, without its number for it.
pub(crate) fn reason(error: &io::Error) -> String {
    let said = error.to_string();
    said.split(" (os error").next().unwrap_or(&said).to_lowercase()
}

/// The text that bytes stand for: UTF-8, or what a byte order mark says.
pub(super) fn text(name: &str, bytes: Vec<u8>, max_bytes: u64) -> Result<String, Error> {
    if bytes.len() as u64 > max_bytes {
        return Err(Error::new(name, TOO_LARGE.with([("limit", &max_bytes)])));
    }
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(name, rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(name, rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(name, rest.to_vec()),
        _ => utf8(name, bytes),
    }
}

fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let bad = error.utf8_error().valid_up_to();
        let byte = format!("0x{:02x}", error.as_bytes()[bad]);
        let lossy = String::from_utf8_lossy(error.as_bytes());
        invalid(name, lossy.into_owned(), bad, NOT_UTF8.with([("byte", &byte)]))
    })
}

fn utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Error> {
    let (pairs, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(bytes.len());
    let mut bad = None;
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        if decoded.is_err() {
            bad.get_or_insert(text.len());
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !rest.is_empty() {
        bad.get_or_insert(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    match bad {
        Some(bad) => Err(invalid(name, text, bad, NOT_UTF16.into())),
        None => Ok(text),
    }
}

/// An error at the replacement character that stands for the first bad byte.
fn invalid(name: &str, lossy: String, bad: usize, message: Message) -> Error {
    let span = Span::new(bad, bad + char::REPLACEMENT_CHARACTER.len_utf8());
    Error::located(&Arc::new(Source::new(name, lossy)), Problem::new(span, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_their_mark_says() {
        let text = |bytes: &[u8]| text("x.yaml", bytes.to_vec(), 100);
        for (bytes, expected, reason) in [
            (&b"a: \xe6\x98\x87"[..], "a: 昇", "UTF-8"),
            (b"\xef\xbb\xbfa: 1", "a: 1", "UTF-8 with a mark"),
            (b"\xff\xfea\0:\0 \0\x07\x66", "a: 昇", "UTF-16, little end first"),
            (b"\xfe\xff\0a\0:\0 \x66\x07", "a: 昇", "UTF-16, big end first"),
            (b"\xff\xfe\x3d\xd8\xa2\xde", "🚢", "a surrogate pair"),
            (b"", "", "nothing"),
        ] {
            assert_eq!(text(bytes).ok().as_deref(), Some(expected), "{reason}");
        }
        for (bytes, expected, reason) in [
            (&b"a\nb: \xc3("[..], "x.yaml:2:4: not valid UTF-8: byte 0xc3", "a lone byte"),
            (b"a: \xe6\x98", "x.yaml:1:4: not valid UTF-8: byte 0xe6", "cut off"),
            (b"\xff\xfea\0\n\0\0\xd8b\0", "x.yaml:2:1: not valid UTF-16", "half a pair"),
            (b"\xfe\xff\0a\0", "x.yaml:1:2: not valid UTF-16", "half a unit"),
        ] {
            let error = text(bytes).expect_err(reason).to_string();
            assert_eq!(error, expected, "{reason}");
        }
    }

    #[test]
    fn no_more_is_read_than_the_limit_allows() {
        let read = bytes(io::repeat(b'a'), 10).expect("endless");
        assert_eq!(read.len(), 11);
        let error = text("x", read, 10).expect_err("too large").to_string();
        assert_eq!(error, "x: larger than the limit of 10 bytes; raise it with `--max-bytes`");
        assert!(text("x", vec![b'a'; 10], 10).is_ok());
    }
}
