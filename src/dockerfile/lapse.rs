//! Lapses: what switches off the verification of that which a build downloads.

use std::ops::Range;

use super::options::Arguments;
use super::step::Step;
use super::{Command, Dockerfile, Keyword, Pair, Word, address};
use crate::source::Span;

/// A lapse.
#[derive(Debug)]
pub(crate) struct Lapse {
    pub(crate) kind: Kind,
    /// What switches it off, as it is written.
    pub(crate) switch: String,
    pub(crate) span: Span,
}

/// What is not verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// The certificate of the server.
    Certificate,
    /// The signature of packages.
    Signature,
    /// Anything: there is no TLS.
    Plain,
}

/// Options that switch verification off, by programs.
const OPTIONS: [(&[&str], &[&str], Kind); 9] = [
    (&["curl"], &["--insecure", "--proxy-insecure"], Kind::Certificate),
    (&["wget"], &["--no-check-certificate"], Kind::Certificate),
    (&["pip", "python", "uv"], &["--trusted-host", "--allow-insecure-host"], Kind::Certificate),
    (&["npm", "yarn", "pnpm"], &["--no-strict-ssl", "--strict-ssl=false"], Kind::Certificate),
    (
        &["apt-get", "apt", "aptitude"],
        &["--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"],
        Kind::Signature,
    ),
    (&["apk"], &["--allow-untrusted"], Kind::Signature),
    (&["yum", "dnf", "microdnf", "tdnf"], &["--nogpgcheck", "--no-gpgchecks"], Kind::Signature),
    (
        &["zypper"],
        &["--no-gpg-checks", "--no-gpgcheck", "--gpgcheck-allow-unsigned", "--allow-unsigned-rpm"],
        Kind::Signature,
    ),
    (&["rpm"], &["--nosignature", "--nodigest", "--noverify", "--nofiledigest"], Kind::Signature),
];

const FALSE: &[&str] = &["0", "false", "no", "off"];
const TRUE: &[&str] = &["1", "true", "yes", "on"];
/// Any value.
const ANY: &[&str] = &[""];

/// Settings that switch verification off, in lower case, with their values: in configurations and on the
/// command line.
const SETTINGS: [(&str, &[&str], Kind); 13] = [
    ("http.sslverify", FALSE, Kind::Certificate),
    ("sslverify", FALSE, Kind::Certificate),
    ("ssl_verify", FALSE, Kind::Certificate),
    ("strict-ssl", FALSE, Kind::Certificate),
    ("enablestrictssl", FALSE, Kind::Certificate),
    ("verify-peer", FALSE, Kind::Certificate),
    ("trusted-host", ANY, Kind::Certificate),
    ("gpgcheck", FALSE, Kind::Signature),
    ("allowunauthenticated", TRUE, Kind::Signature),
    ("allowinsecurerepositories", TRUE, Kind::Signature),
    // As in `deb [arch=arm64 trusted=yes] …`.
    ("[trusted", TRUE, Kind::Signature),
    (" trusted", TRUE, Kind::Signature),
    ("secure-http", FALSE, Kind::Plain),
];

/// Variables that do the same, with their values.
const VARIABLES: [(&str, &[&str], Kind); 9] = [
    ("PYTHONHTTPSVERIFY", FALSE, Kind::Certificate),
    ("NODE_TLS_REJECT_UNAUTHORIZED", FALSE, Kind::Certificate),
    ("GIT_SSL_NO_VERIFY", TRUE, Kind::Certificate),
    ("NPM_CONFIG_STRICT_SSL", FALSE, Kind::Certificate),
    ("npm_config_strict_ssl", FALSE, Kind::Certificate),
    ("CONDA_SSL_VERIFY", FALSE, Kind::Certificate),
    ("PIP_TRUSTED_HOST", ANY, Kind::Certificate),
    ("UV_INSECURE_HOST", ANY, Kind::Certificate),
    ("GOINSECURE", ANY, Kind::Plain),
];

/// Variables that name where packages come from.
const INDEXES: [&str; 8] = [
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_INDEX_URL",
    "UV_EXTRA_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "NPM_CONFIG_REGISTRY",
    "npm_config_registry",
];
/// Programs that take such an address.
const INSTALLERS: [&str; 7] = ["pip", "python", "uv", "npm", "yarn", "pnpm", "gem"];

impl Dockerfile {
    /// All lapses in it.
    pub(crate) fn lapses(&self) -> Vec<Lapse> {
        let sets = |keyword| matches!(keyword, Keyword::Env | Keyword::Arg);
        let settings = self.instructions().filter(|instruction| sets(instruction.keyword));
        let pairs = settings.flat_map(|instruction| &instruction.pairs).filter_map(in_pair);
        pairs.chain(self.steps().flat_map(|step| step.lapses())).collect()
    }
}

impl Step<'_> {
    fn lapses(&self) -> Vec<Lapse> {
        let verified = self.verifies();
        let mut lapses = Vec::new();
        for command in &self.commands {
            let program = command.program().unwrap_or_default();
            let program =
                program.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
            // What is compared with a checksum may come from anywhere.
            if !(verified && matches!(program, "curl" | "wget")) {
                lapses.extend(self.in_options(program, command));
            }
            let exported = command.arguments().iter().filter(|_| program == "export");
            let assignments = command.assignments.iter().chain(exported);
            lapses.extend(assignments.filter_map(in_assignment));
            if program != "grep" {
                lapses.extend(in_settings(command.arguments()));
            }
            if INSTALLERS.contains(&program) {
                lapses.extend(in_addresses(command.arguments()));
            }
        }
        let bodies = self.instruction.heredocs.iter().map(|heredoc| &heredoc.body);
        // A script was seen already, command by command.
        let is_script =
            |body: &&Word| self.commands.iter().any(|command| body.span().contains(command.span()));
        lapses.extend(bodies.filter(|body| !is_script(body)).flat_map(in_word));
        lapses
    }

    fn in_options(&self, program: &str, command: &Command) -> Vec<Lapse> {
        let lapse = |kind, word: &Word, switch: &str| Lapse {
            kind,
            switch: switch.to_owned(),
            span: word.span(),
        };
        let mut lapses = Vec::new();
        for (_, options, kind) in OPTIONS.iter().filter(|row| row.0.contains(&program)) {
            for word in command.arguments() {
                let text = word.text();
                let name = text.split('=').next().unwrap_or_default();
                if let Some(option) = options.iter().find(|option| [text, name].contains(option)) {
                    lapses.push(lapse(*kind, word, option));
                }
            }
        }
        if program == "curl" {
            let arguments = Arguments::read(self.file, command.arguments(), super::download::CURL);
            let short = arguments.option(&["k"]);
            lapses.extend(short.map(|option| lapse(Kind::Certificate, option.word, "-k")));
        }
        lapses
    }
}

/// Lapses in the arguments of a command: a setting in one word, or its name and its value in two.
fn in_settings(words: &[Word]) -> Vec<Lapse> {
    let mut lapses: Vec<Lapse> = words.iter().flat_map(in_word).collect();
    for pair in words.windows(2) {
        let [name, value] = [&pair[0], &pair[1]].map(|word| word.text().to_lowercase());
        for (setting, values, kind) in SETTINGS {
            let named = name
                .strip_suffix(setting)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            if named && is_value(&value, values) {
                let switch = format!("{} {}", pair[0].text(), pair[1].text());
                lapses.push(Lapse { kind, switch, span: pair[0].span().to(pair[1].span()) });
                break;
            }
        }
    }
    lapses
}

/// Lapses in a text that may be written to a configuration.
fn in_word(word: &Word) -> Vec<Lapse> {
    let mut lapses: Vec<Lapse> = Vec::new();
    for (setting, values, kind) in SETTINGS {
        let Some(range) = find(word.raw(), setting, values) else { continue };
        let (switch, span) = (word.raw()[range.clone()].to_owned(), word.span_of(range));
        if !lapses.iter().any(|lapse| lapse.span.contains(span)) {
            lapses.push(Lapse { kind, switch, span });
        }
    }
    lapses
}

/// The last place of a setting with one of these values: what stands before it in `s/a=0/a=1/` is what
/// is replaced.
fn find(text: &str, setting: &str, values: &[&str]) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let start = lower.rfind(setting)?;
    let is_part = |char: char| char.is_ascii_alphanumeric() || "_-".contains(char);
    // Text for printf may have `\n` as two characters.
    let before = Some(&lower[..start]).filter(|before| !before.ends_with("\\n"));
    if before.is_some_and(|before| before.ends_with(is_part)) && setting.starts_with(is_part) {
        return None;
    }
    let rest = &lower[start + setting.len()..];
    let value = rest.trim_start_matches([' ', '\t', '=', ':', '"', '\'']);
    let sign = &rest[..rest.len() - value.len()];
    let length = value.find(|char: char| !char.is_ascii_alphanumeric() && !".-".contains(char));
    let value = &value[..length.unwrap_or(value.len())];
    let assigned = sign.contains(['=', ':', '"']);
    (assigned && is_value(value, values))
        .then_some(start..start + setting.len() + sign.len() + value.len())
}

/// Addresses without TLS from which packages come.
fn in_addresses(words: &[Word]) -> Vec<Lapse> {
    let is_proxy = |at: usize| {
        let before = at.checked_sub(1).map_or("", |at| words[at].text());
        [before, words[at].text()].iter().any(|text| text.contains("proxy"))
    };
    let addressed = words.iter().enumerate().filter(|(at, _)| !is_proxy(*at));
    let lapses = addressed.filter_map(|(_, word)| {
        let switch = plain_address(word.text())?;
        Some(Lapse { kind: Kind::Plain, switch, span: word.span() })
    });
    lapses.collect()
}

fn in_pair(pair: &Pair) -> Option<Lapse> {
    let value = pair.value.as_ref()?;
    in_variable(pair.name.text(), value.known()?, pair.name.span().to(value.span()))
}

fn in_assignment(word: &Word) -> Option<Lapse> {
    let (name, value) = word.text().split_once('=')?;
    in_variable(name, value, word.span())
}

fn in_variable(name: &str, value: &str, span: Span) -> Option<Lapse> {
    if INDEXES.contains(&name) {
        let switch = plain_address(value)?;
        return Some(Lapse { kind: Kind::Plain, switch, span });
    }
    let (_, values, kind) = VARIABLES.iter().find(|variable| variable.0 == name)?;
    let switches = is_value(&value.to_lowercase(), values);
    switches.then(|| Lapse { kind: *kind, switch: format!("{name}={value}"), span })
}

/// Scheme and host of an address without TLS that is not on this machine.
fn plain_address(text: &str) -> Option<String> {
    let host = address::host(&text[text.find("http://")?..]);
    (!host.is_empty() && !address::is_local(host)).then(|| format!("http://{host}"))
}

fn is_value(value: &str, values: &[&str]) -> bool {
    if values == ANY { !value.is_empty() } else { values.contains(&value) }
}
