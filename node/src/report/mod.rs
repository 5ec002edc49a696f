//! What is said about a node, and the formats in which it is: those of seaworthy, and those of what
//! watches over nodes.

mod file;
mod junit;
mod nfd;
mod npd;
mod prometheus;
mod text;

use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use seaworthy::cli::terminal;
use seaworthy::error::{Error, UNWRITABLE};
use seaworthy::lang::Text;
use seaworthy::report::{self, Style};

use crate::judged::Judged;

const TWO_PRINTED: Text = Text {
    en: "only the first report goes to standard output; give the others files, as in `nfd=FILE`",
    zh: "只有第一份报告能写到标准输出；请为其余报告指定文件，例如 `nfd=FILE`",
};

type Render = fn(&Judged, &Manner) -> String;

/// The formats of this program's own.
const OWN: [(&str, Render); 5] = [
    ("text", text::render),
    ("junit", junit::render),
    ("prometheus", prometheus::render),
    ("nfd", nfd::render),
    ("npd", npd::render),
];

/// How reports are to look.
pub(crate) struct Manner {
    pub(crate) style: Style,
    /// After how many seconds labels expire.
    pub(crate) expire: Option<u32>,
    /// How many bytes the line for node-problem-detector may have.
    pub(crate) max_length: usize,
}

/// A report to be written: `text`, or `prometheus=npu.prom`.
#[derive(Clone)]
pub(crate) struct Output {
    format: Format,
    file: Option<PathBuf>,
}

#[derive(Clone, Copy)]
enum Format {
    Common(report::Format),
    Own(Render),
}

impl Format {
    const TEXT: Self = Self::Own(text::render);

    fn parse(name: &str) -> Option<Self> {
        let own = OWN.iter().find(|(own, _)| *own == name).map(|(_, render)| Self::Own(*render));
        own.or_else(|| report::Format::parse(name).map(Self::Common))
    }

    fn render(self, judged: &Judged, manner: &Manner) -> String {
        match self {
            Self::Common(format) => common(format, judged, &manner.style),
            Self::Own(render) => render(judged, manner),
        }
    }
}

/// A report in a format of seaworthy.
fn common(format: report::Format, judged: &Judged, style: &Style) -> String {
    let mut out = Vec::new();
    let written = report::render(&judged.report, format, style, &mut out);
    written.expect("internal: a vector takes all bytes");
    String::from_utf8(out).expect("internal: reports are text")
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("the file after `=` is missing".to_owned()),
            Some((name, file)) => (name, (file != "-").then(|| file.into())),
            None => (text, None),
        };
        let format = Format::parse(name).ok_or_else(|| {
            let own = OWN.iter().map(|(name, _)| *name);
            let common = [report::Format::Json, report::Format::Sarif].map(report::Format::as_str);
            let all: Vec<_> = own.chain(common).collect();
            format!("`{name}` is none of {}", all.join(", "))
        })?;
        Ok(Self { format, file })
    }
}

/// Writes files first, so that a file that cannot be written is an error in what goes to standard
/// output; and errors to standard error unless a text says them.
pub(crate) fn write(judged: &mut Judged, outputs: &[Output], manner: &Manner) {
    let style = Style { color: false, width: terminal::WIDTH, ..manner.style };
    let plain = Manner { style, ..*manner };
    for (format, path) in outputs.iter().filter_map(|o| Some((o.format, o.file.as_ref()?))) {
        let text = format.render(judged, &plain);
        if let Err(error) = file::replace(path, text.as_bytes()) {
            judged.report.errors.push(unwritable(&path.to_string_lossy(), &error));
        }
    }
    let mut printed = outputs.iter().filter(|output| output.file.is_none());
    let default = outputs.is_empty().then_some(Format::TEXT);
    let format = printed.next().map(|output| output.format).or(default);
    if printed.next().is_some() {
        judged.report.errors.push(Error::new("--format", TWO_PRINTED));
    }
    let mut said = outputs.is_empty();
    if let Some(format) = format {
        let text = format.render(judged, manner);
        if let Err(error) = terminal::try_print(|out| out.write_all(text.as_bytes())) {
            judged.report.errors.push(unwritable("<stdout>", &error));
            said = false;
        }
    }
    for error in judged.report.errors.iter().filter(|_| !said) {
        terminal::complain(&error.say(manner.style.lang));
    }
}

fn unwritable(name: &str, error: &io::Error) -> Error {
    Error::new(name, UNWRITABLE.with([("reason", error)]))
}
