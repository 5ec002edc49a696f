//! Names of files as URIs.

use std::fmt::Write;

use serde::Serialize;

/// Where a file is: against the root of the repository, unless it lies outside.
#[derive(Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

impl ArtifactLocation {
    pub(super) fn new(name: &str) -> Self {
        // `<stdin>` is what people read; a URI knows no angle brackets.
        let name = name.strip_prefix('<').and_then(|name| name.strip_suffix('>')).unwrap_or(name);
        let name = name.strip_prefix("./").unwrap_or(name);
        let path = encode(name);
        if name.starts_with('/') {
            return Self { uri: format!("file://{path}"), uri_base_id: None };
        }
        if name.get(1..3) == Some(":/") {
            return Self { uri: format!("file:///{path}"), uri_base_id: None };
        }
        // With `..` it would leave the root that it is said to be relative to.
        let inside = !name.split('/').any(|segment| segment == "..");
        Self { uri: path, uri_base_id: inside.then_some("%SRCROOT%") }
    }
}

/// Percent-encodes what may not stand in a path. The colon, which may, would look like a scheme.
fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").expect("internal: a string takes text");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uris() {
        let root = Some("%SRCROOT%");
        for (name, uri, base, reason) in [
            ("k8s/deploy.yaml", "k8s/deploy.yaml", root, "plain"),
            ("./a.yaml", "a.yaml", root, "the same file as without the dot"),
            ("my app/100%#1.yaml", "my%20app/100%25%231.yaml", root, "space, percent, hash"),
            ("部署.yaml", "%E9%83%A8%E7%BD%B2.yaml", root, "UTF-8"),
            ("a:b.yaml", "a%3Ab.yaml", root, "not the scheme `a`"),
            ("<stdin>", "stdin", root, "standard input"),
            ("../x.yaml", "../x.yaml", None, "outside of the root"),
            ("/srv/x.yaml", "file:///srv/x.yaml", None, "absolute"),
            ("C:/x.yaml", "file:///C%3A/x.yaml", None, "absolute, Windows"),
        ] {
            let expected = ArtifactLocation { uri: uri.to_owned(), uri_base_id: base };
            assert_eq!(ArtifactLocation::new(name), expected, "{reason}");
        }
    }
}
