//! Downloads of a step, and those of them that it runs.

use std::collections::HashMap;

use super::options::Arguments;
use super::step::Step;
use super::{Command, Dockerfile, Word, Words, address, base_name};

/// A command that downloads something.
#[derive(Debug)]
pub(crate) struct Download<'a> {
    /// What it asks for.
    pub(crate) url: &'a Word,
    /// The file that it writes; without one, its output.
    file: Option<String>,
}

/// A download that is run.
#[derive(Debug)]
pub(crate) struct Execution<'a> {
    pub(crate) download: Download<'a>,
    /// The word that runs it: a program, or the file itself.
    pub(crate) by: &'a Word,
    pub(crate) way: Way,
}

/// How a download is run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// As it comes.
    Printed,
    /// From a file, by another program.
    Saved,
    /// As a program.
    Itself,
}

/// The options of curl and wget that take a value.
pub(crate) const CURL: &str = "A b c C d D e E F H K m o P Q r t T u U w x X y Y z cacert capath cert ciphers \
    config connect-timeout connect-to cookie cookie-jar data data-binary data-raw \
    data-urlencode dump-header form header interface json key limit-rate max- \
    redirs max-time netrc-file noproxy oauth2-bearer output output-dir \
    pinnedpubkey proto proto-redir proxy range referer request resolve retry \
    retry-delay retry-max-time tls-max unix-socket upload-file url user user-agent \
    write-out";
const WGET: &str = "a B e i o O P Q t T U w append-output bind-address body-data ca-certificate \
    ca-directory certificate connect-timeout directory-prefix header input-file \
    limit-rate method output-document output-file password post-data quota read- \
    timeout referer timeout tries user user-agent wait";

/// Interpreters, and the options with which they run something else than a file or their input.
const INTERPRETERS: [(&str, &[&str]); 13] = [
    ("sh", &["c"]),
    ("bash", &["c"]),
    ("dash", &["c"]),
    ("ash", &["c"]),
    ("zsh", &["c"]),
    ("ksh", &["c"]),
    ("python", &["c", "m"]),
    ("pypy", &["c", "m"]),
    ("perl", &["e", "E", "n", "p", "i"]),
    ("ruby", &["e", "n", "p"]),
    ("node", &["e", "p", "r", "eval", "print"]),
    ("php", &["r"]),
    ("lua", &["e"]),
];
/// Their options that take a value, beside those.
const VALUED: &str = "o O W X l rcfile init-file require";
/// How files are named that are run by their path.
const SCRIPTS: [&str; 7] = [".sh", ".bash", ".run", ".bin", ".py", ".pl", ".rb"];

impl<'a> Download<'a> {
    /// The download that a command is, if it is one from elsewhere.
    fn of(file: &Dockerfile, command: &'a Command) -> Option<Self> {
        let curl = match command.program()? {
            "curl" => true,
            "wget" => false,
            _ => return None,
        };
        let valued = if curl { CURL } else { WGET };
        let arguments = Arguments::read(file, command.arguments(), valued);
        let operands = || arguments.operands.iter();
        let url = operands().find(|operand| operand.text.contains("://")).or(operands().next());
        let url = url.map(|operand| operand.word);
        let url = url.or_else(|| arguments.option(&["url"]).map(|option| option.word))?;
        let named =
            arguments.value(if curl { &["o", "output"] } else { &["O", "output-document"] });
        let own_name = !curl || arguments.has(&["O", "remote-name", "remote-name-all"]);
        let redirected = command.redirections.iter().find(|redirection| {
            matches!(redirection.operator, ">" | ">>" | ">|")
                && redirection.descriptor.is_none_or(|to| to == 1)
        });
        let redirected =
            redirected.and_then(|redirection| redirection.target.as_ref()).map(Word::text);
        let written = named.or(redirected).filter(|file| !matches!(*file, "-" | "/dev/stdout"));
        let remote = || base_name(url.text().split(['?', '#']).next().unwrap_or_default());
        let from_url = (own_name && named.is_none()).then(remote);
        let download = Self { url, file: written.or(from_url).map(str::to_owned) };
        (!address::is_local(download.host())).then_some(download)
    }

    /// Whom it asks.
    pub(crate) fn host(&self) -> &'a str {
        address::host(self.url.text())
    }

    /// Whether it is in a file of the same name. Directories are compared where both are told.
    fn is_saved_as(&self, file: &str) -> bool {
        let saved = self.file.as_deref().unwrap_or_default();
        !(saved.starts_with('/') && file.starts_with('/')) || saved == file
    }
}

impl<'a> Step<'a> {
    /// The downloads that are run: through a pipe, inside of a word, or from a file that nothing has
    /// verified.
    pub(crate) fn executions(&self) -> Vec<Execution<'a>> {
        let mut executions = Vec::new();
        for pipeline in self.instruction.words.pipelines() {
            let Some((at, download)) = printed(self.file, pipeline) else { continue };
            let by = pipeline[at + 1..].iter().find(|command| self.runs_input(command));
            executions.extend(execution(download, by));
        }
        for command in self.commands.iter().filter(|command| self.runs_words(command)) {
            let downloads = command.substitutions.iter().flat_map(Words::pipelines);
            let first = downloads.into_iter().find_map(|pipeline| printed(self.file, pipeline));
            executions.extend(first.and_then(|(_, download)| execution(download, Some(command))));
        }
        if !self.verifies() {
            let mut saved: HashMap<String, Download> = HashMap::new();
            for command in &self.commands {
                if let Some((file, by)) = self.run_file(command)
                    && let Some(download) = saved.remove(base_name(&file))
                    && download.is_saved_as(&file)
                {
                    let itself = base_name(by.text()) == base_name(&file);
                    let way = if itself { Way::Itself } else { Way::Saved };
                    executions.push(Execution { download, by, way });
                }
                if let Some(download) = Download::of(self.file, command)
                    && let Some(file) = &download.file
                {
                    saved.insert(base_name(file).to_owned(), download);
                }
            }
        }
        executions
    }

    /// Whether it compares a checksum or verifies a signature.
    pub(crate) fn verifies(&self) -> bool {
        self.commands.iter().any(|command| {
            let says = |options: &[&str]| {
                command.arguments().iter().any(|word| options.contains(&word.text()))
            };
            match command.program() {
                Some("gpg" | "gpg2") => says(&["--verify", "--verify-files"]),
                Some("rpm") => says(&["-K", "--checksig"]),
                Some("openssl") => says(&["dgst", "cms", "smime"]),
                Some("cosign" | "gpgv" | "minisign" | "rpmkeys" | "shasum" | "signify") => true,
                Some(program) => program.ends_with("sum"),
                None => false,
            }
        })
    }

    /// Whether a command runs what it reads.
    fn runs_input(&self, command: &Command) -> bool {
        let Some((options, arguments)) = self.interpreter(command) else { return false };
        if arguments.has(options) {
            return false;
        }
        let first = arguments.operands.first().map(|operand| operand.text.as_str());
        matches!(first, None | Some("-" | "/dev/stdin"))
            || (command.is_shell() && arguments.has(&["s"]))
    }

    /// Whether a command runs what is inside of its words: `bash <(…)`, `sh -c "$(…)"`, `eval "$(…)"`.
    fn runs_words(&self, command: &Command) -> bool {
        let is_output = |word: &Word| word.raw().trim_start_matches('"').starts_with(['$', '`']);
        let is_file = |word: Option<&Word>| word.is_some_and(|word| word.raw().starts_with("<("));
        match command.program() {
            Some("eval") => command.arguments().iter().any(is_output),
            Some("source" | ".") => is_file(command.arguments().first()),
            _ => {
                let Some((options, arguments)) = self.interpreter(command) else { return false };
                let mut redirections = command.redirections.iter();
                is_file(arguments.operands.first().map(|operand| operand.word))
                    || (arguments.has(options) && command.arguments().iter().any(is_output))
                    || (redirections.any(|redirection| redirection.operator == "<<<")
                        && self.runs_input(command))
            }
        }
    }

    /// The file that a command runs, and the word that runs it.
    fn run_file(&self, command: &'a Command) -> Option<(String, &'a Word)> {
        let program = command.invocation().first()?;
        if matches!(program.text(), "source" | ".") {
            return Some((command.arguments().first()?.text().to_owned(), program));
        }
        if let Some((options, arguments)) = self.interpreter(command) {
            let file = arguments.operands.first().filter(|_| !arguments.has(options))?;
            return Some((file.text.clone(), program));
        }
        let path = program.text();
        let is_script = path.contains('/') && SCRIPTS.iter().any(|end| path.ends_with(end));
        is_script.then(|| (path.to_owned(), program))
    }

    /// The arguments of an interpreter, and the options with which it runs neither a file nor its input.
    fn interpreter(
        &self,
        command: &'a Command,
    ) -> Option<(&'static [&'static str], Arguments<'a>)> {
        let program = command.program()?;
        let plain = program.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
        let (_, options) = INTERPRETERS.iter().find(|interpreter| interpreter.0 == plain)?;
        Some((options, Arguments::read(self.file, command.arguments(), VALUED)))
    }
}

/// The first download of a pipeline that goes on in it, and where.
fn printed<'a>(file: &Dockerfile, pipeline: &'a [Command]) -> Option<(usize, Download<'a>)> {
    let mut downloads = pipeline.iter().map(|command| Download::of(file, command)).enumerate();
    downloads
        .find_map(|(at, download)| Some((at, download.filter(|download| download.file.is_none())?)))
}

fn execution<'a>(download: Download<'a>, by: Option<&'a Command>) -> Option<Execution<'a>> {
    Some(Execution { download, by: by?.invocation().first()?, way: Way::Printed })
}
