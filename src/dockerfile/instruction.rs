//! An instruction of a Dockerfile: its keyword, flags, arguments and heredocs.

use super::expand::Use;
use super::keyword::Keyword;
use super::word::Word;
use super::words::Words;
use crate::source::Span;

/// An instruction.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// What it does.
    pub keyword: Keyword,
    /// Where the keyword stands.
    pub keyword_span: Span,
    /// From the keyword to the last argument, or the end of the last heredoc.
    pub span: Span,
    /// Its flags, in order.
    pub flags: Vec<Flag>,
    /// Its arguments, except for key-value lists and `ONBUILD`. The shell form is one argument;
    /// `HEALTHCHECK` has its type before.
    pub arguments: Vec<Word>,
    /// The key-value list of `ENV`, `LABEL` and `ARG`.
    pub pairs: Vec<Pair>,
    /// Whether the arguments are a JSON array.
    pub exec: bool,
    /// Its heredocs, in order.
    pub heredocs: Vec<Heredoc>,
    /// What `ONBUILD` puts off.
    pub trigger: Option<Box<Instruction>>,
    /// What it has a shell or the kernel do: the words of `RUN`, `CMD`, `ENTRYPOINT` and
    /// `HEALTHCHECK CMD`.
    pub words: Words,
}

impl Instruction {
    /// The first flag of this name, as in `from` for `--from=…`.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name() == name)
    }

    /// The command of `RUN`, `CMD`, `ENTRYPOINT`, `SHELL` and `HEALTHCHECK CMD`: one word in shell
    /// form, any number in exec form.
    pub fn command(&self) -> &[Word] {
        match self.keyword {
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => &self.arguments,
            Keyword::Healthcheck => match self.arguments.split_first() {
                Some((kind, command)) if kind.raw().eq_ignore_ascii_case("CMD") => command,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// What it does in the end: what `ONBUILD` puts off, or itself.
    pub fn action(&self) -> &Self {
        self.trigger.as_deref().unwrap_or(self)
    }

    /// What `COPY` and `ADD` take, and where to.
    pub fn copied(&self) -> Option<(&[Word], &Word)> {
        let (destination, sources) = self.arguments.split_last()?;
        let copies = matches!(self.keyword, Keyword::Add | Keyword::Copy);
        (copies && !sources.is_empty()).then_some((sources, destination))
    }

    /// The stages or images that `COPY --from` and `RUN --mount=from=` name.
    pub fn references(&self) -> impl Iterator<Item = Reference<'_>> {
        let keyword = self.keyword;
        let flag = match keyword {
            Keyword::Copy => "from",
            Keyword::Run => "mount",
            _ => "",
        };
        self.flags.iter().filter(move |given| given.name() == flag).filter_map(move |flag| {
            let value = flag.value.as_ref()?;
            let name = if keyword == Keyword::Copy { value.text() } else { flag.field("from")? };
            // The value of a flag has no quotes any more, so that parts of it are in place.
            let at = name.as_ptr() as usize - value.text().as_ptr() as usize;
            Some(Reference { name, span: value.span_of(at..at + name.len()), keyword })
        })
    }

    /// The variables that BuildKit replaces in it, in order of its parts.
    pub fn uses(&self) -> impl Iterator<Item = &Use> {
        let flags = self.flags.iter().filter_map(|flag| flag.value.as_ref());
        let pairs = self.pairs.iter().flat_map(|pair| [Some(&pair.name), pair.value.as_ref()]);
        let heredocs = self.heredocs.iter().map(|heredoc| &heredoc.body);
        let words = flags.chain(&self.arguments).chain(pairs.flatten()).chain(heredocs);
        words.filter_map(Word::expansion).flat_map(|expansion| &expansion.uses)
    }
}

/// A flag of an instruction.
#[derive(Clone, Debug)]
pub struct Flag {
    /// All of it: `--name=value`.
    pub word: Word,
    /// What stands after the equals sign.
    pub value: Option<Word>,
}

impl Flag {
    /// Its name without dashes.
    pub fn name(&self) -> &str {
        let text = self.word.text().trim_start_matches('-');
        text.split_once('=').map_or(text, |(name, _)| name)
    }

    /// Where its name stands, dashes included.
    pub fn name_span(&self) -> Span {
        let raw = self.word.raw();
        self.word.span_of(0..raw.find('=').unwrap_or(raw.len()))
    }

    /// The field of this name in a value such as `type=cache,target=/root/.cache`; empty if it is
    /// there without a value.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields().find(|field| field.0.eq_ignore_ascii_case(name)).map(|field| field.1)
    }

    /// The fields of a value such as `type=cache,target=/root/.cache`.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.value.as_ref().map_or("", Word::text).split(',');
        fields.map(|field| field.split_once('=').unwrap_or((field, "")))
    }
}

/// A stage or an image that an instruction takes something from.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// Its name, or the number of a stage.
    pub name: &'a str,
    /// Where it stands.
    pub span: Span,
    /// Which instruction that is.
    pub keyword: Keyword,
}

/// An entry of a key-value list.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What is set.
    pub name: Word,
    /// What to; `ARG` may leave it open.
    pub value: Option<Word>,
    /// Whether it is written in the old way, `ENV name value`.
    pub legacy: bool,
}

/// A text that follows an instruction, up to a line with its delimiter.
#[derive(Clone, Debug)]
pub struct Heredoc {
    /// The delimiter.
    pub name: String,
    /// Where it is announced: `<<EOF`.
    pub span: Span,
    /// The lines of the text, as they are.
    pub body: Word,
    /// Whether variables in it are replaced: the delimiter has no quotes.
    pub expand: bool,
    /// Whether tabs at the start of its lines are dropped: `<<-EOF`.
    pub strip_tabs: bool,
}
