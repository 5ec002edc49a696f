//! From the bytes of an input to its text.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, UNREADABLE};
use crate::lang::{Message, Text};
use crate::source::{Problem, Source, Span};

const TOO_LARGE: Text = Text {
    en: "larger than the limit of {limit} bytes; raise it with `--max-bytes`",
    zh: "超过 {limit} 字节的上限；可用 `--max-bytes` 调高",
};
const MISSING: Text = Text { en: "no such file or directory", zh: "文件或目录不存在" };
const DENIED: Text =
    Text { en: "cannot be read: permission denied", zh: "无法读取：权限不足" };
const NOT_UTF8: Text =
    Text { en: "not valid UTF-8: byte {byte}", zh: "不是有效的 UTF-8：字节 {byte}" };
const NOT_UTF16: Text = Text { en: "not valid UTF-16", zh: "不是有效的 UTF-16" };

/// The bytes of an input, of which there may be one too many: then [`decode`] refuses them.
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
    let decoded = decode(&name, bytes, max_bytes)?;
    match decoded.invalid {
        Some(problem) => Err(Error::located(&decoded.source, problem)),
        None => Ok(decoded.source),
    }
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

/// A text that was decoded.
pub(super) struct Decoded {
    /// It, with replacement characters for what cannot be decoded.
    pub(super) source: Arc<Source>,
    /// The first place that cannot be.
    pub(super) invalid: Option<Problem>,
}

/// The text that bytes stand for: UTF-8, or what a byte order mark says.
pub(super) fn decode(name: &str, bytes: Vec<u8>, max_bytes: u64) -> Result<Decoded, Error> {
    if bytes.len() as u64 > max_bytes {
        return Err(Error::new(name, TOO_LARGE.with([("limit", &max_bytes)])));
    }
    let (text, invalid) = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        _ => utf8(bytes),
    };
    Ok(Decoded { source: Arc::new(Source::new(name, text)), invalid })
}

fn utf8(bytes: Vec<u8>) -> (String, Option<Problem>) {
    String::from_utf8(bytes).map_or_else(
        |error| {
            let bad = error.utf8_error().valid_up_to();
            let byte = format!("0x{:02x}", error.as_bytes()[bad]);
            let problem = invalid(bad, NOT_UTF8.with([("byte", &byte)]));
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(problem))
        },
        |text| (text, None),
    )
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Option<Problem>) {
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
    (text, bad.map(|bad| invalid(bad, NOT_UTF16.into())))
}

/// A problem at the replacement character that stands for the first bad byte.
fn invalid(bad: usize, message: Message) -> Problem {
    Problem::new(Span::new(bad, bad + char::REPLACEMENT_CHARACTER.len_utf8()), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_their_mark_says() {
        let decoded = |bytes: &[u8]| decode("x.yaml", bytes.to_vec(), 100).expect("small");
        for (bytes, expected, reason) in [
            (&b"a: \xe6\x98\x87"[..], "a: 昇", "UTF-8"),
            (b"\xef\xbb\xbfa: 1", "a: 1", "UTF-8 with a mark"),
            (b"\xff\xfea\0:\0 \0\x07\x66", "a: 昇", "UTF-16, little end first"),
            (b"\xfe\xff\0a\0:\0 \x66\x07", "a: 昇", "UTF-16, big end first"),
            (b"\xff\xfe\x3d\xd8\xa2\xde", "🚢", "a surrogate pair"),
            (b"", "", "nothing"),
        ] {
            let decoded = decoded(bytes);
            assert_eq!(decoded.source.text(), expected, "{reason}");
            assert!(decoded.invalid.is_none(), "{reason}");
        }
        for (bytes, expected, reason) in [
            (&b"a\nb: \xc3("[..], "x.yaml:2:4: not valid UTF-8: byte 0xc3", "a lone byte"),
            (b"a: \xe6\x98", "x.yaml:1:4: not valid UTF-8: byte 0xe6", "cut off"),
            (b"\xff\xfea\0\n\0\0\xd8b\0", "x.yaml:2:1: not valid UTF-16", "half a pair"),
            (b"\xfe\xff\0a\0", "x.yaml:1:2: not valid UTF-16", "half a unit"),
        ] {
            let Decoded { source, invalid } = decoded(bytes);
            let error = Error::located(&source, invalid.expect(reason));
            assert_eq!(error.to_string(), expected, "{reason}");
        }
    }

    #[test]
    fn no_more_is_read_than_the_limit_allows() {
        let read = bytes(io::repeat(b'a'), 10).expect("endless");
        assert_eq!(read.len(), 11);
        let error = decode("x", read, 10).err().expect("too large").to_string();
        assert_eq!(error, "x: larger than the limit of 10 bytes; raise it with `--max-bytes`");
        assert!(decode("x", vec![b'a'; 10], 10).is_ok());
    }
}
