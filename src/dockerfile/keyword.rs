//! The keywords of a Dockerfile, with the flags that each of them takes.

/// What an instruction does.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(missing_docs, reason = "the Dockerfile reference says what they mean")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// No instruction that Docker knows.
    Unknown,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Takes {
    /// Nothing, `true` or `false`.
    Switch,
    /// A text.
    Text,
    /// A text, and the flag may be repeated.
    Texts,
    /// A time such as `1m30s`.
    Duration,
    /// A whole number.
    Count,
    /// One of these.
    OneOf(&'static [&'static str]),
}

type Flags = &'static [(&'static str, Takes)];

/// Every instruction, with its flags in stable and experimental syntax.
static KEYWORDS: [(Keyword, &str, Flags); 18] = [
    (
        Keyword::Add,
        "ADD",
        &[
            ("checksum", Takes::Text),
            ("chmod", Takes::Text),
            ("chown", Takes::Text),
            ("exclude", Takes::Texts),
            ("keep-git-dir", Takes::Switch),
            ("link", Takes::Switch),
            ("unpack", Takes::Switch),
        ],
    ),
    (Keyword::Arg, "ARG", &[]),
    (Keyword::Cmd, "CMD", &[]),
    (
        Keyword::Copy,
        "COPY",
        &[
            ("chmod", Takes::Text),
            ("chown", Takes::Text),
            ("exclude", Takes::Texts),
            ("from", Takes::Text),
            ("link", Takes::Switch),
            ("parents", Takes::Switch),
        ],
    ),
    (Keyword::Entrypoint, "ENTRYPOINT", &[]),
    (Keyword::Env, "ENV", &[]),
    (Keyword::Expose, "EXPOSE", &[]),
    (Keyword::From, "FROM", &[("platform", Takes::Text)]),
    (
        Keyword::Healthcheck,
        "HEALTHCHECK",
        &[
            ("interval", Takes::Duration),
            ("retries", Takes::Count),
            ("start-interval", Takes::Duration),
            ("start-period", Takes::Duration),
            ("timeout", Takes::Duration),
        ],
    ),
    (Keyword::Label, "LABEL", &[]),
    (Keyword::Maintainer, "MAINTAINER", &[]),
    (Keyword::Onbuild, "ONBUILD", &[]),
    (
        Keyword::Run,
        "RUN",
        &[
            ("device", Takes::Texts),
            ("mount", Takes::Texts),
            ("network", Takes::OneOf(&["default", "host", "none"])),
            ("security", Takes::OneOf(&["insecure", "sandbox"])),
        ],
    ),
    (Keyword::Shell, "SHELL", &[]),
    (Keyword::Stopsignal, "STOPSIGNAL", &[]),
    (Keyword::User, "USER", &[]),
    (Keyword::Volume, "VOLUME", &[]),
    (Keyword::Workdir, "WORKDIR", &[]),
];

impl Keyword {
    /// The keyword of this name, in any case.
    pub fn of(name: &str) -> Self {
        let entry = KEYWORDS.iter().find(|entry| entry.1.eq_ignore_ascii_case(name));
        entry.map_or(Self::Unknown, |entry| entry.0)
    }

    /// Its name, in upper case.
    pub fn as_str(self) -> &'static str {
        self.entry().map_or("UNKNOWN", |entry| entry.1)
    }

    /// Whether `ONBUILD` may put it off to the build of another image.
    pub fn can_be_put_off(self) -> bool {
        !matches!(self, Self::From | Self::Maintainer | Self::Onbuild)
    }

    /// The flags that it takes.
    pub(crate) fn flags(self) -> Flags {
        self.entry().map_or(&[], |entry| entry.2)
    }

    /// The names of all of them.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        KEYWORDS.iter().map(|entry| entry.1)
    }

    fn entry(self) -> Option<&'static (Self, &'static str, Flags)> {
        KEYWORDS.iter().find(|entry| entry.0 == self)
    }
}

/// The candidate that `word` was probably meant to be.
pub(crate) fn nearest(
    word: &str,
    candidates: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let limit = 1 + word.len() / 4;
    if word.len() > 40 {
        return None;
    }
    let far = |candidate: &'static str| {
        let (a, b) = (word.to_ascii_lowercase(), candidate.to_ascii_lowercase());
        (strsim::osa_distance(&a, &b), candidate)
    };
    candidates.map(far).filter(|&(steps, _)| steps <= limit).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_has_a_nearest_keyword() {
        let rows = [
            ("RNU", Some("RUN"), "two letters swapped"),
            ("EXPOSED", Some("EXPOSE"), "one too many"),
            ("copi", Some("COPY"), "another case"),
            ("import", None, "another word"),
            ("", None, "nothing"),
        ];
        for (word, expected, reason) in rows {
            assert_eq!(nearest(word, Keyword::names()), expected, "{reason}");
        }
    }
}
