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
const REFERENCES: [&str; 20] = [
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
            let long = value.len() >= 16 && !value.contains(char::is_whitespace);
            let mixed = value.bytes().any(|byte| byte.is_ascii_digit()) && variety(value) > 9;
            value.contains(':') || (long && mixed)
        }
    }
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
    SETTINGS.contains(&lower.as_str())
        || STAND_INS.iter().any(|stand_in| lower.contains(stand_in))
        || ["${", "$(", "`", "{{", "xxx"].iter().any(|part| lower.contains(part))
        || is_variable(value)
        || between('<', '>')
        || between('%', '%')
        || between('[', ']')
        || variety(value) < 2
}

/// How many different letters and digits a text has.
pub(super) fn variety(text: &str) -> usize {
    let mut chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

/// `$NAME`, or the name of another variable of this kind: `DB_PASSWORD`.
fn is_variable(value: &str) -> bool {
    let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_constant = |text: &str| !text.bytes().any(|b| b.is_ascii_lowercase());
    match value.strip_prefix('$') {
        Some(name) => {
            is_name(name) && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        }
        None => {
            value.contains('_')
                && is_name(value)
                && is_constant(value)
                && name::strength(value).is_some()
        }
    }
}

fn is_reference(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    REFERENCES.iter().any(|start| lower.starts_with(start))
}

fn is_path(value: &str) -> bool {
    let drive = value.as_bytes().get(1..3) == Some(b":\\");
    let starts = ["/", "./", "../", "~"].iter().any(|start| value.starts_with(start));
    drive || starts || FILES.iter().any(|end| value.ends_with(end))
}
