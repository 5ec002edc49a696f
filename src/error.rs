//! What kept a run from doing its job on some input. The rest of the run goes on.

use std::fmt;
use std::sync::Arc;

use crate::lang::{Lang, Message, Text};
use crate::source::{Position, Problem, Source, Span};

/// That a file cannot be read, for a reason that the system gives.
pub const UNREADABLE: Text = Text { en: "cannot be read: {reason}", zh: "无法读取：{reason}" };
/// That a file cannot be written.
pub const UNWRITABLE: Text =
    Text { en: "cannot be written: {reason}", zh: "无法写入：{reason}" };

/// Something that could not be done, where, and why.
#[derive(Clone, Debug)]
pub struct Error {
    /// The file or option that it is about.
    pub file: String,
    /// The text and the place in it, if it is about one.
    pub place: Option<(Arc<Source>, Span)>,
    /// What is wrong.
    pub message: Message,
}

impl Error {
    /// An error about a file, or an option, as a whole.
    pub fn new(file: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { file: file.into(), place: None, message: message.into() }
    }

    /// A problem in a text.
    pub fn located(source: &Arc<Source>, problem: Problem) -> Self {
        Self {
            file: source.name().to_owned(),
            place: Some((Arc::clone(source), problem.span)),
            message: problem.message,
        }
    }

    /// Where it starts.
    pub fn position(&self) -> Option<Position> {
        self.place.as_ref().map(|(source, span)| source.position(span.start))
    }

    /// In one line: `file:line:column: what is wrong`.
    pub fn say(&self, lang: Lang) -> String {
        let message = self.message.say(lang);
        match self.position() {
            Some(at) => format!("{}:{}:{}: {message}", self.file, at.line, at.column),
            None => format!("{}: {message}", self.file),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}
