//! Names of variables, options and keys that hold secrets.
//!
//! The end of a name says what it is, what stands before only whose: `DB_PASSWORD` is one,
//! `PASSWORD_FILE`, `SECRET_NAME`, `TOKEN_TTL` and `TOKENIZERS_PARALLELISM` are not.

/// How surely a name is that of a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Strength {
    /// Whatever is there is one.
    Sure,
    /// It is, unless it is a number: `STOP_TOKEN=2`.
    Token,
    /// It is if it also looks like one: `AUTH=ldap` is not.
    Perhaps,
}

/// Words that are a secret when a name ends in them, alone or grown together: `PGPASSWORD`.
const ENDINGS: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "ACCESSKEY",
    "SECRETKEY",
    "PRIVATEKEY",
    "REQUIREPASS",
];

/// Words that are a secret when a name ends in just them.
const WORDS: [&str; 4] = ["PASS", "CREDENTIAL", "CREDENTIALS", "CREDS"];

/// What makes a KEY a secret. A key alone is that of a map as often as that of a door.
const KEYS: [&str; 13] = [
    "ACCESS",
    "ACCOUNT",
    "AES",
    "API",
    "APP",
    "AUTH",
    "ENCRYPTION",
    "HMAC",
    "JWT",
    "MASTER",
    "PRIVATE",
    "SECRET",
    "SIGNING",
];

/// Words behind the end of a name that change nothing.
const TAILS: [&str; 17] = [
    "B64",
    "BASE",
    "BASE64",
    "CURRENT",
    "DEFAULT",
    "DEV",
    "INITIAL",
    "NEW",
    "OLD",
    "PLAIN",
    "PLAINTEXT",
    "PREVIOUS",
    "PROD",
    "PRODUCTION",
    "STAGING",
    "TEST",
    "VALUE",
];

/// Pairs of words that end like a secret and are none.
const HARMLESS: [(&str, &str); 16] = [
    // Special tokens of language models.
    ("BOS", "TOKEN"),
    ("CLS", "TOKEN"),
    ("END", "TOKEN"),
    ("EOS", "TOKEN"),
    ("IMAGE", "TOKEN"),
    ("MASK", "TOKEN"),
    ("PAD", "TOKEN"),
    ("SEP", "TOKEN"),
    ("START", "TOKEN"),
    ("STOP", "TOKEN"),
    ("UNK", "TOKEN"),
    // Names of Kubernetes Secrets.
    ("CERT", "SECRET"),
    ("CERTIFICATE", "SECRET"),
    ("EXISTING", "SECRET"),
    ("PULL", "SECRET"),
    ("TLS", "SECRET"),
];

/// Words at the start of a name that make it a number, or a switch without a value.
const SWITCHES: [&str; 11] =
    ["ALLOW", "DISABLE", "ENABLE", "MAX", "MIN", "NO", "NUM", "REQUIRE", "SKIP", "USE", "WITHOUT"];

/// Whether, and how surely, something of this name is a secret.
pub(super) fn strength(name: &str) -> Option<Strength> {
    let mut words = words(name);
    while words.len() > 1 && words.last().is_some_and(|last| is_tail(last)) {
        words.pop();
    }
    let last = words.pop()?;
    let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let before = words.last().map(String::as_str);
    if before.is_some_and(|before| HARMLESS.contains(&(before, last)))
        || words.first().is_some_and(|first| SWITCHES.contains(&first.as_str()))
    {
        return None;
    }
    let is_key = last == "KEY" && before.is_some_and(|before| KEYS.contains(&before));
    if last.ends_with("TOKEN") {
        Some(Strength::Token)
    } else if is_key || WORDS.contains(&last) || ENDINGS.iter().any(|end| last.ends_with(end)) {
        Some(Strength::Sure)
    } else if last == "PWD" && before.is_some_and(|before| before != "OLD") {
        // Alone it is the working directory.
        Some(Strength::Sure)
    } else if last == "AUTH" || (last == "SK" && before.is_some()) {
        Some(Strength::Perhaps)
    } else {
        None
    }
}

fn is_tail(word: &str) -> bool {
    TAILS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of a name in capitals, whatever parts them: `dbPassword`, `db-password`, `DB_PASSWORD`.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &c) in chars.iter().enumerate() {
        let after_small = at > 0 && !chars[at - 1].is_uppercase();
        let before_small = chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let is_separator = !c.is_alphanumeric();
        if is_separator || (c.is_uppercase() && (after_small || before_small)) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !is_separator) {
            word.extend(c.to_uppercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
