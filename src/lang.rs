//! The languages that seaworthy speaks, and texts in all of them.

use std::fmt::Display;

/// A language of reports and messages.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (simplified).
    Zh,
}

impl Lang {
    /// The language of the user's locale: Chinese if it says so, else English.
    pub fn of_locale() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
        if locale.is_some_and(|name| name.starts_with("zh")) { Self::Zh } else { Self::En }
    }
}

/// The same text in every language, perhaps with `{placeholders}`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Text {
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

impl Text {
    /// The text in one language.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// The text for readers who have no values for its placeholders: `{name}` is shown as `NAME`.
    pub fn in_general(self, lang: Lang) -> String {
        let text = self.get(lang);
        let (mut general, mut from) = (String::new(), 0);
        for (at, name) in placeholders(text) {
            general += &text[from..at];
            general += &name.to_ascii_uppercase();
            from = at + "{}".len() + name.len();
        }
        general + &text[from..]
    }

    /// This text with its placeholders to be filled by `args`.
    pub fn with<const N: usize>(self, args: [(&'static str, &dyn Display); N]) -> Message {
        Message { text: self, args: Args::from(args) }
    }
}

/// What looks like a placeholder in a text, and where: `{name}`, but neither `${HOME}` nor
/// `{{ .Values }}`, nor a mapping in braces.
pub fn placeholders(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.match_indices('{').filter_map(move |(at, _)| {
        let (name, _) = text[at + 1..].split_once('}')?;
        let is_name = !name.is_empty() && name.bytes().all(is_part);
        (is_name && !text[..at].ends_with(['$', '{'])).then_some((at, name))
    })
}

/// The values of a text's placeholders.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Args(Vec<(&'static str, String)>);

impl<const N: usize> From<[(&'static str, &dyn Display); N]> for Args {
    fn from(args: [(&'static str, &dyn Display); N]) -> Self {
        Self(args.into_iter().map(|(name, value)| (name, value.to_string())).collect())
    }
}

impl Args {
    /// `template` with every `{name}` replaced by its value. Values are not searched again.
    pub fn fill(&self, template: &str) -> String {
        let mut filled = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let value = after
                .split_once('}')
                .and_then(|(name, tail)| self.0.iter().find(|arg| arg.0 == name).zip(Some(tail)));
            if let Some(((_, value), tail)) = value {
                filled.push_str(value);
                rest = tail;
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled + rest
    }
}

/// A text with the values of its placeholders, ready to be said in any language.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    text: Text,
    args: Args,
}

impl Message {
    /// The message in one language.
    pub fn say(&self, lang: Lang) -> String {
        self.say_also(self.text, lang)
    }

    /// Another text with the same values.
    pub fn say_also(&self, text: Text, lang: Lang) -> String {
        self.args.fill(text.get(lang))
    }

    /// Whether another message says the same, perhaps of other things.
    pub fn is_like(&self, other: &Self) -> bool {
        self.text == other.text
    }

    /// A message of another text with the same values.
    #[must_use]
    pub fn with_text(&self, text: Text) -> Self {
        Self { text, args: self.args.clone() }
    }
}

/// A text without placeholders is a message as it stands.
impl From<Text> for Message {
    fn from(text: Text) -> Self {
        text.with([])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        let text = Text { en: "{a} {b} {c", zh: "{b}" };
        let message = text.with([("a", &"{b}"), ("b", &2)]);
        assert_eq!(message.say(Lang::En), "{b} 2 {c");
        assert_eq!(message.say(Lang::Zh), "2");
    }

    #[test]
    fn placeholders_are_told_from_other_braces() {
        let text = "{a-b} {Name} ${HOME} {{ .Values.x }} {{x}} {a: 1} {} {c";
        assert!(placeholders(text).eq([(0, "a-b"), (6, "Name")]));
    }

    #[test]
    fn placeholders_are_named_where_there_are_no_values() {
        let text = Text { en: "{a-b} and ${HOME} and {", zh: "" };
        assert_eq!(text.in_general(Lang::En), "A-B and ${HOME} and {");
    }
}
