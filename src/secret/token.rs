//! Tokens that show by their form what they are.
//!
//! Forms are those that their issuers document so that scanners find them: AWS, "IAM identifiers";
//! GitHub, "Token formats"; GitLab, "Token prefixes"; Slack, "Tokens"; RFC 7519; RFC 7468.

use super::value;

struct Form {
    kind: &'static str,
    prefix: &'static str,
    /// The characters behind the prefix, and how many of them there are.
    body: fn(u8) -> bool,
    length: std::ops::RangeInclusive<usize>,
}

const fn form(
    kind: &'static str,
    prefix: &'static str,
    body: fn(u8) -> bool,
    length: std::ops::RangeInclusive<usize>,
) -> Form {
    Form { kind, prefix, body, length }
}

const MANY: usize = usize::MAX;

/// No token is shorter.
const SHORTEST: usize = 15;

const FORMS: [Form; 31] = [
    form("AWS access key", "AKIA", capital, 16..=16),
    form("AWS access key", "ASIA", capital, 16..=16),
    form("Alibaba Cloud access key", "LTAI", letter, 12..=26),
    form("Tencent Cloud access key", "AKID", letter, 32..=36),
    form("GitHub token", "ghp_", letter, 36..=MANY),
    form("GitHub token", "gho_", letter, 36..=MANY),
    form("GitHub token", "ghu_", letter, 36..=MANY),
    form("GitHub token", "ghs_", letter, 36..=MANY),
    form("GitHub token", "ghr_", letter, 36..=MANY),
    form("GitHub token", "github_pat_", dashed, 36..=MANY),
    form("GitLab token", "glpat-", dashed, 20..=MANY),
    form("GitLab token", "gldt-", dashed, 20..=MANY),
    form("GitLab token", "glrt-", dashed, 20..=MANY),
    form("Slack token", "xoxb-", dashed, 10..=MANY),
    form("Slack token", "xoxp-", dashed, 10..=MANY),
    form("Slack token", "xoxa-", dashed, 10..=MANY),
    form("Slack token", "xoxr-", dashed, 10..=MANY),
    form("Slack token", "xoxs-", dashed, 10..=MANY),
    form("Slack token", "xapp-", dashed, 10..=MANY),
    form("Google API key", "AIza", dashed, 35..=35),
    form("Hugging Face token", "hf_", letter, 30..=MANY),
    form("OpenAI API key", "sk-proj-", dashed, 20..=MANY),
    form("OpenAI API key", "sk-svcacct-", dashed, 20..=MANY),
    form("Anthropic API key", "sk-ant-", dashed, 20..=MANY),
    // Many services that speak the OpenAI protocol give out keys of this form.
    form("API key", "sk-", letter, 32..=MANY),
    form("NVIDIA API key", "nvapi-", dashed, 40..=MANY),
    form("npm token", "npm_", letter, 36..=36),
    form("Docker Hub token", "dckr_pat_", dashed, 20..=MANY),
    form("Stripe key", "sk_live_", letter, 20..=MANY),
    form("Stripe key", "rk_live_", letter, 20..=MANY),
    form("PyPI token", "pypi-AgE", dashed, 50..=MANY),
];

/// The first token in a text, and its kind.
pub(super) fn find(text: &str) -> Option<(&str, &'static str)> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY") {
        return Some((text, "PEM private key"));
    }
    let pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c));
    pieces.into_iter().filter(|piece| piece.len() >= SHORTEST).find_map(|piece| {
        if is_json_web_token(piece) {
            return Some((piece, "JSON Web Token"));
        }
        let form = FORMS.iter().find(|form| form.matches(piece))?;
        (!value::is_placeholder(piece)).then_some((piece, form.kind))
    })
}

impl Form {
    fn matches(&self, piece: &str) -> bool {
        piece.strip_prefix(self.prefix).is_some_and(|rest| {
            let body = &rest[..rest.bytes().take_while(|&byte| (self.body)(byte)).count()];
            // What is made by chance has more than a few characters.
            self.length.contains(&body.len()) && value::variety(body) > 4
        })
    }
}

/// Header and claims are JSON objects in base64, so they begin with `{"`.
fn is_json_web_token(piece: &str) -> bool {
    let parts: Vec<&str> = piece.split('.').collect();
    matches!(parts[..], [header, claims, signature]
        if header.starts_with("eyJ") && claims.starts_with("eyJ") && signature.len() >= 16)
}

fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn dashed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
