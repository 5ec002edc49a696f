//! An address that `ADD` fetches from: of a file, or of a repository.

/// An address that `ADD` fetches from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Address<'a>(&'a str);

impl<'a> Address<'a> {
    /// The address that a source of `ADD` is; nothing if it is a path.
    pub fn of(source: &'a str) -> Option<Self> {
        let schemes = ["http://", "https://", "git://", "ssh://", "git@"];
        schemes.iter().any(|scheme| source.starts_with(scheme)).then_some(Self(source))
    }

    /// Whether it is that of a repository, which BuildKit clones.
    pub fn is_repository(self) -> bool {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        !path.starts_with("http") || path.strip_suffix(".git").is_some()
    }

    /// Whether it is that of one commit of a repository; a variable may be one.
    pub fn is_commit(self) -> bool {
        let (rest, fragment) = self.0.split_once('#').unwrap_or((self.0, ""));
        let reference = fragment.split(':').next().unwrap_or_default();
        let is_hash =
            reference.len() >= 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut fields = rest.split(['?', '&']).skip(1);
        let is_checked =
            fields.any(|field| matches!(field.split('=').next(), Some("checksum" | "commit")));
        self.is_repository() && (is_hash || is_checked || reference.contains('$'))
    }

    /// Its host. The whole of it is not to be shown: there may be a password in it.
    pub fn host(self) -> &'a str {
        host(self.0)
    }
}

/// The host in an address, without its port; `curl` and the like do not need a scheme before it.
pub(crate) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', ' ', '"']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.split_once(']') {
        Some((address, _)) => address.trim_start_matches('['),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether a host is the machine itself.
pub(crate) fn is_local(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_what_is_fetched() {
        let hash = "10003f2c2dc2f6bf856530720d38a6baa5884a72";
        for (source, host, repository, commit, reason) in [
            ("https://a.example/b.tar.gz", "a.example", false, false, "a file"),
            (
                "https://u:p@a.example:8443/b#c",
                "a.example",
                false,
                false,
                "a password is not shown",
            ),
            ("http://$HOST/b", "$HOST", false, false, "the host is a variable"),
            ("https://a.example/b.git", "a.example", true, false, "a repository"),
            ("https://a.example/b.git#v1:c", "a.example", true, false, "a tag can move"),
            ("https://a.example/b.git?tag=v1", "a.example", true, false, "a tag can move"),
            ("https://a.example/b.git?tag=v1&checksum=1000", "a.example", true, true, "checked"),
            (&format!("git@a.example:b/c.git#{hash}:d"), "a.example", true, true, "a commit"),
            ("git://a.example/b#$COMMIT", "a.example", true, true, "perhaps a commit"),
        ] {
            let address = Address::of(source).expect(reason);
            assert_eq!(address.host(), host, "{reason}");
            assert_eq!(address.is_repository(), repository, "{reason}");
            assert_eq!(address.is_commit(), commit, "{reason}");
        }
        assert_eq!(Address::of("./https/a"), None, "a path");
        assert_eq!(host("get.example/a"), "get.example", "no scheme");
        assert_eq!(host("http://[::1]:80/a"), "::1", "a number with colons");
    }
}
