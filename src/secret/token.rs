//! Tokens that show by their form what they are.
//!
//! Most issuers document their forms so that scanners find them: AWS, "IAM identifiers"; `BytePlus`,
//! "`AccessKey`"; GitHub, "Token formats"; GitLab, "Token prefixes"; Slack, "Tokens"; RFC 7519; RFC
//! 7468. The others are those that gitleaks, trivy and trufflehog look for. Huawei Cloud documents
//! none: its keys are known by the names of what holds them.

use super::value;

struct Form {
    kind: &'static str,
    prefixes: &'static [&'static str],
    /// The characters behind the prefix, and how many of them there are.
    body: fn(u8) -> bool,
    length: std::ops::RangeInclusive<usize>,
}

const fn form(
    kind: &'static str,
    prefixes: &'static [&'static str],
    body: fn(u8) -> bool,
    length: std::ops::RangeInclusive<usize>,
) -> Form {
    Form { kind, prefixes, body, length }
}

const MANY: usize = usize::MAX;

/// No token is shorter.
const SHORTEST: usize = 15;

const FORMS: [Form; 72] = [
    // Clouds
    form("AWS access key", &["AKIA", "ASIA", "ABIA", "ACCA"], capital, 16..=16),
    form("Amazon Bedrock API key", &["ABSKQmVkcm9ja0FQSUtleS"], letter, 20..=MANY),
    form("Amazon Bedrock API key", &["bedrock-api-key-"], dashed, 40..=MANY),
    form("Alibaba Cloud access key", &["LTAI"], letter, 12..=26),
    form("Tencent Cloud access key", &["AKID"], letter, 32..=36),
    form("Baidu Cloud access key", &["ALTAK"], dashed, 17..=40),
    form("Volcano Engine or Kingsoft Cloud access key", &["AKLT"], dashed, 16..=50),
    form("JD Cloud access key", &["JDC_"], capital, 25..=40),
    form("Google API key", &["AIza"], dashed, 35..=35),
    form("Google OAuth secret", &["GOCSPX-"], dashed, 28..=28),
    form("Google OAuth token", &["ya29."], dotted, 30..=MANY),
    form("DigitalOcean token", &["dop_v1_", "doo_v1_", "dor_v1_"], hex, 64..=64),
    form("OpenShift token", &["sha256~"], dashed, 43..=43),
    // Code, packages and what builds them
    form("GitHub token", &["ghp_", "gho_", "ghu_", "ghr_"], letter, 36..=MANY),
    form("GitHub token", &["ghs_", "github_pat_"], dashed, 36..=MANY),
    form("GitLab token", &["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"], dashed, 20..=MANY),
    form("GitLab token", &["glft-", "glimt-", "glsoat-", "glffct-"], dashed, 20..=MANY),
    form("GitLab token", &["glagent-", "gloas-"], dashed, 50..=MANY),
    form("GitLab token", &["GR1348941"], dashed, 20..=20),
    form("Atlassian token", &["ATATT3", "ATCTT3"], dashed, 60..=MANY),
    form("Bitbucket password", &["ATBB"], letter, 32..=32),
    form("Artifactory key", &["AKCp"], letter, 69..=69),
    form("Artifactory key", &["cmVmdGtu"], letter, 56..=56),
    form("npm token", &["npm_"], letter, 36..=36),
    form("PyPI token", &["pypi-AgE"], dashed, 50..=MANY),
    form("RubyGems key", &["rubygems_"], hex, 48..=48),
    form("Docker Hub token", &["dckr_pat_", "dckr_oat_"], dashed, 20..=MANY),
    form("SonarQube token", &["squ_", "sqp_", "sqa_"], hex, 40..=40),
    form("Sourcegraph token", &["sgp_"], dashed, 40..=MANY),
    form("Pulumi token", &["pul-"], hex, 40..=40),
    form("Postman key", &["PMAK-"], dashed, 59..=59),
    form("Prefect key", &["pnu_"], letter, 36..=36),
    form("Doppler token", &["dp.pt.", "dp.st.", "dp.sa.", "dp.ct."], dotted, 40..=MANY),
    // Models
    form("Hugging Face token", &["hf_", "api_org_"], letter, 30..=MANY),
    form("OpenAI API key", &["sk-proj-", "sk-svcacct-", "sk-admin-"], dashed, 20..=MANY),
    form("Anthropic API key", &["sk-ant-"], dashed, 20..=MANY),
    form("OpenRouter API key", &["sk-or-v1-"], hex, 64..=64),
    form("Langfuse key", &["sk-lf-"], dashed, 36..=36),
    // Many services that speak the OpenAI protocol give out keys of this form.
    form("API key", &["sk-"], letter, 32..=MANY),
    form("NVIDIA API key", &["nvapi-"], dashed, 40..=MANY),
    form("Groq API key", &["gsk_"], letter, 48..=MANY),
    form("xAI API key", &["xai-"], letter, 70..=MANY),
    form("Perplexity API key", &["pplx-"], letter, 40..=MANY),
    form("Replicate token", &["r8_"], letter, 37..=37),
    form("LangSmith key", &["lsv2_pt_", "lsv2_sk_"], dashed, 32..=MANY),
    form("Databricks token", &["dapi"], hex, 32..=32),
    // Messages
    form("Slack token", &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"], dashed, 10..=MANY),
    form("Slack token", &["xapp-", "xoxe-", "xoxe.xoxb-", "xoxe.xoxp-"], dashed, 10..=MANY),
    form("SendGrid key", &["SG."], dotted, 60..=MANY),
    form("Brevo key", &["xkeysib-"], dashed, 64..=MANY),
    form("Twilio key", &["SK"], hex, 32..=32),
    // Monitoring
    form("Grafana token", &["glsa_"], dashed, 41..=41),
    form("Grafana token", &["glc_"], letter, 32..=MANY),
    form("New Relic key", &["NRAK-"], capital, 27..=27),
    form("New Relic key", &["NRII-"], dashed, 32..=32),
    form("Sentry token", &["sntrys_"], dashed, 40..=MANY),
    form("Sentry token", &["sntryu_"], hex, 64..=64),
    form("Dynatrace token", &["dt0c01."], dotted, 80..=MANY),
    // Money
    form("Stripe key", &["sk_live_", "rk_live_", "sk_test_", "rk_test_"], letter, 20..=MANY),
    form("Stripe key", &["whsec_"], letter, 32..=MANY),
    form("Square token", &["sq0atp-", "sq0csp-"], dashed, 22..=MANY),
    form("Shopify token", &["shpat_", "shpca_", "shppa_", "shpss_"], hex, 32..=32),
    // Data, documents and networks
    form("PlanetScale token", &["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], dotted, 32..=MANY),
    form("Supabase key", &["sbp_"], hex, 40..=40),
    form("Supabase key", &["sb_secret_"], dashed, 20..=MANY),
    form("Linear key", &["lin_api_"], letter, 40..=40),
    form("Notion token", &["ntn_"], letter, 40..=MANY),
    form("Tailscale key", &["tskey-"], dashed, 20..=MANY),
    // Keys to other secrets
    form("Vault token", &["hvs.", "hvb.", "hvr."], dashed, 24..=MANY),
    form("1Password token", &["ops_eyJ"], letter, 100..=MANY),
    form("age key", &["AGE-SECRET-KEY-1"], capital, 58..=58),
    form("PEM private key", &PEM_IN_BASE64, letter, 20..=MANY),
];

/// What "-----BEGIN PRIVATE KEY", the same with RSA, EC, OPENSSH and ENCRYPTED begin with in base64.
const PEM_IN_BASE64: [&str; 5] = [
    "LS0tLS1CRUdJTiBQUklWQVRFIEtF",
    "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBL",
    "LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtF",
    "LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZB",
    "LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJ",
];

/// Addresses at which whoever knows what follows may write, as chat services document them.
const WEBHOOKS: [&str; 11] = [
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    ".webhook.office.com/webhookb2/",
    "api.telegram.org/bot",
    "oapi.dingtalk.com/robot/send?access_token=",
    "open.feishu.cn/open-apis/bot/v2/hook/",
    "open.larksuite.com/open-apis/bot/v2/hook/",
    "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
];

/// The first token in a text, and its kind.
pub(super) fn find(text: &str) -> Option<(&str, &'static str)> {
    let pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-.~".contains(c));
    let piece = pieces
        .filter(|piece| piece.len() >= SHORTEST)
        .find_map(|piece| kind(piece).map(|kind| (piece, kind)));
    let key = private_key(text).map(|key| (key, "PEM private key"));
    let webhook = webhook(text).map(|address| (address, "webhook address"));
    [piece, key, webhook].into_iter().flatten().min_by_key(|(token, _)| token.as_ptr())
}

/// The first private key in a text, with all lines of it.
pub(super) fn private_key(text: &str) -> Option<&str> {
    const END: &str = "PRIVATE KEY";
    text.match_indices("-----BEGIN ").find_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let (header, body) = rest.split_once("-----")?;
        let first = body.trim_start_matches("\\n").split_whitespace().next().unwrap_or_default();
        if !header.contains(END) || header.contains('\n') || value::is_placeholder(first) {
            return None;
        }
        let close = body.find("-----END ").and_then(|end| {
            let end = end + body[end..].find(END)?;
            Some(end + body[end..].find("-----")? + "-----".len())
        });
        let length = mark.len() + header.len() + "-----".len() + close.unwrap_or(body.len());
        Some(&text[at..at + length])
    })
}

/// What makes the address of the first webhook in a text a secret.
fn webhook(text: &str) -> Option<&str> {
    if !text.contains("://") {
        return None;
    }
    WEBHOOKS.iter().find_map(|start| {
        let (_, rest) = text.split_once(start)?;
        let ends = |c: char| c.is_whitespace() || "\"'`,;<>)}]\\".contains(c);
        let secret = &rest[..rest.find(ends).unwrap_or(rest.len())];
        (secret.len() >= SHORTEST && !value::is_placeholder(secret)).then_some(secret)
    })
}

fn kind(piece: &str) -> Option<&'static str> {
    let kind = if is_json_web_token(piece) {
        return Some("JSON Web Token");
    } else if is_azure_secret(piece) {
        "Azure client secret"
    } else if is_terraform_token(piece) {
        "Terraform token"
    } else {
        FORMS.iter().find(|form| form.matches(piece))?.kind
    };
    (!value::is_placeholder(piece)).then_some(kind)
}

impl Form {
    fn matches(&self, piece: &str) -> bool {
        self.prefixes.iter().filter_map(|prefix| piece.strip_prefix(prefix)).any(|rest| {
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

/// `abc8Q~` and more: what Microsoft Entra gives to applications.
fn is_azure_secret(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    (37..=40).contains(&bytes.len()) && bytes[3].is_ascii_digit() && bytes[4..].starts_with(b"Q~")
}

/// An identifier, `.atlasv1.` and the token.
fn is_terraform_token(piece: &str) -> bool {
    let parts = piece.split_once(".atlasv1.");
    parts.is_some_and(|(identifier, token)| identifier.len() == 14 && token.len() >= 60)
}

fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

fn letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn dashed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn dotted(byte: u8) -> bool {
    dashed(byte) || byte == b'.'
}
