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
    /// It is if it also looks like one: `AUTH=ldap` and `SECRET=web-tls` are not.
    Perhaps,
}

/// Words that are a secret when a name ends in them, alone or grown together: `PGPASSWORD`.
const ENDINGS: [&str; 9] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "APIKEY",
    "ACCESSKEY",
    "SECRETKEY",
    "PRIVATEKEY",
    "REQUIREPASS",
    "MASTERAUTH",
];

/// Words that mean a secret as often as they mean the name of an object or a way to log in.
const WEAK_WORDS: [&str; 5] = ["AUTH", "AUTHORIZATION", "CREDENTIAL", "CREDENTIALS", "CREDS"];

/// What makes a KEY a secret. A key alone is that of a map as often as that of a door.
const KEYS: [&str; 4] = ["ACCESS", "API", "PRIVATE", "SECRET"];

/// What makes a KEY a secret, or the number of one.
const WEAK_KEYS: [&str; 9] =
    ["ACCOUNT", "AES", "APP", "AUTH", "ENCRYPTION", "HMAC", "JWT", "MASTER", "SIGNING"];

/// What makes a SECRET that of a program. Any other may be a Kubernetes Secret, which has a name.
const SECRETS: [&str; 6] = ["CLIENT", "COOKIE", "HMAC", "JWT", "SESSION", "SIGNING"];

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

/// What every name of a secret has in it, so that most others are seen through at a glance.
const HINTS: [&str; 8] = ["PASS", "SECRET", "TOKEN", "KEY", "AUTH", "CRED", "PWD", "SK"];

/// The letters that hints begin with, as bits.
const INITIALS: u32 = {
    let (mut letters, mut at) = (0, 0);
    while at < HINTS.len() {
        letters |= bit(HINTS[at].as_bytes()[0]);
        at += 1;
    }
    letters
};

/// Whether, and how surely, something of this name is a secret.
pub(super) fn strength(name: &str) -> Option<Strength> {
    if !has_hint(name.as_bytes()) {
        return None;
    }
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
    let follows = |words: &[&str]| before.is_some_and(|before| words.contains(&before));
    let is_sure = last == "PASS"
        || ENDINGS.iter().any(|end| last.ends_with(end))
        || (last == "KEY" && follows(&KEYS))
        || (last == "SECRET" && follows(&SECRETS))
        // Alone it is the working directory.
        || (last == "PWD" && before.is_some_and(|before| before != "OLD"));
    let is_perhaps = last.ends_with("SECRET")
        || WEAK_WORDS.contains(&last)
        || (last == "KEY" && follows(&WEAK_KEYS))
        || (last == "SK" && before.is_some());
    if is_sure {
        Some(Strength::Sure)
    } else if last.ends_with("TOKEN") {
        Some(Strength::Token)
    } else {
        is_perhaps.then_some(Strength::Perhaps)
    }
}

fn has_hint(name: &[u8]) -> bool {
    let begins = |at: usize, hint: &str| {
        let part = name[at..].get(..hint.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(hint.as_bytes()))
    };
    let mut initials = (0..name.len()).filter(|&at| INITIALS & bit(name[at]) != 0);
    initials.any(|at| HINTS.iter().any(|hint| begins(at, hint)))
}

/// A letter in either case as a bit; of other bytes, some have the same.
const fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
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
