//! Values: which are written for somebody to replace, which refer to a secret, which are one.

use super::name::{self, Strength};

/// Words that say how something is done and not with which secret.
const SETTINGS: [&str; 21] = [
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "enabled",
    "disabled",
    "null",
    "none",
    "nil",
    "undefined",
    "auto",
    "default",
    "optional",
    "required",
    "random",
    "generate",
    "basic",
    "bearer",
    "jwt",
];

/// Words, in letters and digits only, that stand where a program wants a secret and needs none: what
/// clients of a model server send to one that asks for no key.
const NOTHING: [&str; 11] = [
    "empty",
    "na",
    "nokey",
    "nokeyrequired",
    "notneeded",
    "notrequired",
    "notset",
    "notused",
    "sknokeyrequired",
    "unset",
    "unused",
];

/// Secrets that programs come with. They work, so they are secrets whatever holds them.
const DEFAULTS: [&str; 4] = ["changeit", "changeme", "passw0rd", "supersecret"];

/// What a text written for somebody to replace has in it.
const STAND_INS: [&str; 10] = [
    "example",
    "placeholder",
    "replace",
    "redacted",
    "dummy",
    "todo",
    "fixme",
    "your-",
    "your_",
    "<your",
];

/// How references to a secret kept elsewhere begin.
const REFERENCES: [&str; 23] = [
    // Jasypt and Spring Cloud.
    "enc(",
    "{cipher}",
    // Grafana: `$__file{/run/secrets/x}`, `$__env{X}`, `$__vault{…}`.
    "$__",
    "vault:",
    "secretref",
    "ref+",
    "enc[",
    "arn:",
    "op://",
    "sm://",
    "ssm:",
    "gsm:",
    "gcpsm:",
    "awssm:",
    "akv:",
    "azurekeyvault",
    "keyring:",
    "sops:",
    "env:",
    "file:",
    "kms:",
    "secret://",
    "projects/",
];

/// Endings of names of files.
const FILES: [&str; 12] = [
    ".pem", ".key", ".crt", ".cer", ".json", ".yaml", ".yml", ".toml", ".conf", ".env", ".txt",
    ".jwt",
];

/// Whether a value under the name of a secret is that secret.
pub(super) fn is_literal(value: &str, strength: Strength) -> bool {
    let value = value.trim();
    if is_placeholder(value) || is_reference(value) || is_path(value) || value.contains("://") {
        return false;
    }
    match strength {
        Strength::Sure => !matches!(value, "0" | "1"),
        Strength::Token => value.parse::<f64>().is_err(),
        Strength::Perhaps => {
            let pair = value.split_once(':').is_some_and(|(user, password)| {
                !user.is_empty() && !password.is_empty() && !value.contains(char::is_whitespace)
            });
            pair || is_random(value) || DEFAULTS.contains(&plain(value).as_str())
        }
    }
}

/// Whether a text looks made by chance, or by somebody who was told to mix: no name does.
pub(super) fn is_random(text: &str) -> bool {
    let mut classes = [false; 4];
    for c in text.chars() {
        let class = match c {
            _ if c.is_whitespace() => return false,
            '-' | '_' | '.' | '/' => continue,
            _ if c.is_ascii_digit() => 0,
            _ if c.is_lowercase() => 1,
            _ if c.is_uppercase() => 2,
            _ => 3,
        };
        classes[class] = true;
    }
    let mixed = classes.into_iter().filter(|present| *present).count() > 2;
    let mut parts = text.split(['-', '_', '.', '/']);
    (mixed && text.len() >= 8 && variety(text) > 5)
        || is_shuffled(text)
        || parts.any(|part| part.len() >= 24 && variety(part) > 9)
}

/// Whether letters and digits alternate in a text as in no word.
pub(super) fn is_shuffled(text: &str) -> bool {
    text.split(['-', '_', '.', '/']).any(|part| {
        part.len() >= 8 && changes(part) > 2 && variety(part) > 5 && !is_object_hash(part)
    })
}

/// What kustomize appends to the names of objects: ten of the few characters that make no word.
fn is_object_hash(part: &str) -> bool {
    part.len() == 10 && part.bytes().all(|byte| b"2456789bcdfghkmt".contains(&byte))
}

/// How often a text changes between letters and digits.
pub(super) fn changes(text: &str) -> usize {
    let bytes = text.as_bytes();
    bytes.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count()
}

/// Whether a text has digits, small and capital letters.
pub(super) fn has_all_classes(text: &str) -> bool {
    let any = |is_class: fn(&u8) -> bool| text.bytes().any(|byte| is_class(&byte));
    any(u8::is_ascii_digit) && any(u8::is_ascii_lowercase) && any(u8::is_ascii_uppercase)
}

/// Whether a value says how something is done.
pub(super) fn is_setting(value: &str) -> bool {
    SETTINGS.contains(&value.to_ascii_lowercase().as_str())
}

/// A text in small letters and digits only.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The password in a URL: `postgres://user:password@host`.
pub(super) fn url_password(text: &str) -> Option<&str> {
    text.match_indices("://").find_map(|(at, separator)| {
        let rest = &text[at + separator.len()..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | ',');
        let authority = rest.split(ends).next()?;
        let (user_info, _) = authority.rsplit_once('@')?;
        let (_, password) = user_info.split_once(':')?;
        (!is_placeholder(password)).then_some(password)
    })
}

/// Whether a value is empty, a setting, a variable, or written for somebody to replace. A default
/// password such as `changeme` is none of these: it works.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let between = |open, close| value.starts_with(open) && value.ends_with(close);
    is_setting(value)
        || NOTHING.contains(&plain(value).as_str())
        // `__FROM_FILE`, `__PASSWORD__`: for a script to fill in.
        || value.strip_prefix("__").is_some_and(|rest| rest.len() > 2 && is_constant(rest))
        || STAND_INS.iter().any(|stand_in| lower.contains(stand_in))
        || ["${", "$(", "#{", "`", "{{", "xxx"].iter().any(|part| lower.contains(part))
        || is_variable(value)
        || between('<', '>')
        || between('%', '%')
        || between('[', ']')
        || between('@', '@')
        || variety(value) < 2
}

/// How many different letters and digits a text has.
pub(super) fn variety(text: &str) -> usize {
    let mut chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

/// `$NAME`, `$secret:key` of Argo CD, or the name of another variable of this kind: `DB_PASSWORD`.
fn is_variable(value: &str) -> bool {
    let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_key = |text: &str| text.contains(['.', ':']) && text.split(['.', ':', '-']).all(is_name);
    match value.strip_prefix('$') {
        Some(name) => {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && (is_name(name) || is_key(name))
        }
        None => value.contains('_') && is_constant(value) && name::strength(value).is_some(),
    }
}

/// Whether a text is written as the names of constants are.
fn is_constant(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Whether a value says where the secret is kept.
pub(super) fn is_reference(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    REFERENCES.iter().any(|start| lower.starts_with(start))
}

fn is_path(value: &str) -> bool {
    let drive = value.as_bytes().get(1..3) == Some(b":\\");
    let starts = ["/", "./", "../", "~"].iter().any(|start| value.starts_with(start));
    drive || starts || FILES.iter().any(|end| value.ends_with(end))
}
