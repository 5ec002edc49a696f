//! The user that a container starts as, as images have it.

/// A user as `USER` names it, whatever its group.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum User<'a> {
    /// By number; without any, it is root's.
    Id(u64),
    /// By name, which only `/etc/passwd` of the image can tell the number of.
    Name(&'a str),
}

impl<'a> User<'a> {
    /// What `USER` says.
    pub(crate) fn of(written: &'a str) -> Self {
        match written.split(':').next().unwrap_or_default() {
            "" => Self::Id(0),
            name => name.parse().map_or(Self::Name(name), Self::Id),
        }
    }

    /// Whether it is root.
    pub(crate) fn is_root(self) -> bool {
        matches!(self, Self::Id(0) | Self::Name("root"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_have_numbers_or_names() {
        for (written, expected, reason) in [
            ("1000", User::Id(1000), "a number"),
            ("1000:app", User::Id(1000), "the group does not count"),
            ("app:1000", User::Name("app"), "not even a numeric one"),
            ("00", User::Id(0), "root's number"),
            (":app", User::Id(0), "no user: root"),
            ("1000x", User::Name("1000x"), "a name that begins with digits"),
        ] {
            assert_eq!(User::of(written), expected, "{written}: {reason}");
        }
    }
}
