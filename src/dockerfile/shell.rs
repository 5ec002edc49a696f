//! A reader of shell scripts, as far as simple commands: it knows quotes, escapes, substitutions
//! and redirections, and steps over the words of `if`, `for`, `case` and functions.

use std::ops::Range;
use std::sync::Arc;

use super::lines::Excerpt;
use super::word::Word;
use super::words::{Command, Operator, Redirection, Words};

/// How deep scripts inside of scripts are read.
const DEPTH: usize = 16;

/// The signs of redirections, longer ones first.
const REDIRECTIONS: [&str; 12] =
    ["&>>", "<<<", "<<-", "&>", ">>", "<<", ">&", "<&", ">|", "<>", ">", "<"];

/// Words that begin or end a part of a compound command; a command may follow them.
const RESERVED: [&str; 14] = [
    "!", "{", "}", "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac",
    "function",
];

/// Those of them that ask how the command after them ends.
const TESTS: [&str; 5] = ["!", "if", "elif", "while", "until"];

/// Reads a script; `depth` says how many others it is inside of.
pub(crate) fn read(script: &Arc<Excerpt>, escape: char, depth: usize) -> Words {
    read_part(script, 0..script.text().len(), escape, depth)
}

fn read_part(script: &Arc<Excerpt>, range: Range<usize>, escape: char, depth: usize) -> Words {
    if depth > DEPTH {
        return Words::default();
    }
    let mut reader = Reader {
        script,
        at: range.start,
        end: range.end,
        escape,
        depth,
        commands: Vec::new(),
        command: Command::default(),
        operator: None,
        heredocs: Vec::new(),
        cases: 0,
        in_pattern: false,
    };
    reader.run();
    Words { commands: reader.commands }
}

struct Reader<'a> {
    script: &'a Arc<Excerpt>,
    at: usize,
    end: usize,
    escape: char,
    depth: usize,
    commands: Vec<Command>,
    command: Command,
    operator: Option<Operator>,
    /// The delimiters of heredocs that begin on the next line, and whether tabs before them are
    /// dropped.
    heredocs: Vec<(String, bool)>,
    /// How many `case` are open.
    cases: usize,
    /// Whether a pattern of a `case` is being read.
    in_pattern: bool,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(char) = self.rest().chars().next() {
            match char {
                '\n' => {
                    self.at += 1;
                    self.finish(Some(Operator::Newline));
                    self.skip_heredocs();
                }
                _ if char.is_whitespace() => self.at += char.len_utf8(),
                _ if self.skip_continuation() => {}
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                ')' if self.in_pattern => {
                    self.at += 1;
                    self.in_pattern = false;
                    self.command = Command::default();
                }
                '(' | ')' => self.parenthesis(),
                _ if self.redirection() => {}
                '&' | '|' | ';' => self.operator(),
                _ => self.word(),
            }
        }
        self.finish(None);
    }

    fn rest(&self) -> &str {
        &self.script.text()[self.at..self.end]
    }

    fn skip_continuation(&mut self) -> bool {
        let Some(rest) = self.rest().strip_prefix(self.escape) else { return false };
        let length = if rest.starts_with("\r\n") { 3 } else { 2 };
        let found = rest.starts_with('\n') || length == 3;
        self.at += if found { length } else { 0 };
        found
    }

    fn parenthesis(&mut self) {
        let function = self.command.words.len() == 1 && self.rest().starts_with("()");
        if function {
            self.command = Command::default();
            self.at += 1;
        }
        self.at += 1;
        self.finish(None);
    }

    fn operator(&mut self) {
        let signs = [
            ("&&", Operator::And),
            ("||", Operator::Or),
            ("|&", Operator::Pipe),
            (";;", Operator::Sequence),
            ("&", Operator::Background),
            ("|", Operator::Pipe),
            (";", Operator::Sequence),
        ];
        let found = signs.into_iter().find(|(sign, _)| self.rest().starts_with(sign));
        let (sign, operator) = found.expect("internal: called at a sign");
        self.at += sign.len();
        if self.in_pattern {
            return;
        }
        self.finish(Some(operator));
        self.in_pattern = sign == ";;" && self.cases > 0;
    }

    /// Ends the command that is being read; `operator` connects it with the next one.
    fn finish(&mut self, operator: Option<Operator>) {
        if self.in_pattern {
            return;
        }
        let command = std::mem::take(&mut self.command);
        let begun = !(command.words.is_empty()
            && command.assignments.is_empty()
            && command.redirections.is_empty());
        if begun {
            let before = self.operator.take().unwrap_or(Operator::Sequence);
            let operator = (!self.commands.is_empty()).then_some(before);
            let script = command.find_script();
            let script = script.map(|script| read(script, self.escape, self.depth + 1));
            self.commands.push(Command { operator, script, ..command });
        }
        // In `a &&` at the end of a line, it is `&&` that connects.
        if matches!(self.operator, None | Some(Operator::Newline | Operator::Sequence)) {
            self.operator = operator.or(self.operator);
        }
    }

    fn redirection(&mut self) -> bool {
        let digits = self.rest().len()
            - self.rest().trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let rest = &self.rest()[digits..];
        let Some(operator) = REDIRECTIONS.into_iter().find(|sign| rest.starts_with(sign)) else {
            return false;
        };
        if rest.starts_with("<(")
            || rest.starts_with(">(")
            || (digits > 0 && operator.starts_with('&'))
        {
            return false;
        }
        let start = self.at;
        let descriptor = self.rest()[..digits].parse().ok();
        self.at += digits + operator.len();
        let span = self.script.span(start..self.at);
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let ends =
            self.rest().is_empty() || self.rest().starts_with(['\n', ';', '&', '|', ')', '#']);
        let target = (!ends).then(|| self.take_word()).filter(|word| !word.raw().is_empty());
        if let (Some(delimiter), "<<" | "<<-") = (&target, operator) {
            self.heredocs.push((delimiter.text().to_owned(), operator == "<<-"));
        }
        self.command.redirections.push(Redirection { operator, descriptor, target, span });
        true
    }

    fn skip_heredocs(&mut self) {
        for (delimiter, strip_tabs) in std::mem::take(&mut self.heredocs) {
            let mut at = self.at;
            let end = self.rest().split_inclusive('\n').find_map(|line| {
                at += line.len();
                let line = line.trim_end_matches(['\n', '\r']);
                let line = if strip_tabs { line.trim_start_matches('\t') } else { line };
                (line == delimiter).then_some(at)
            });
            // Without an end, it is no heredoc of this script: those of a RUN stand outside of it.
            self.at = end.unwrap_or(self.at);
        }
    }

    fn word(&mut self) {
        let word = self.take_word();
        let first = self.command.words.is_empty();
        if self.in_pattern {
            if word.raw() == "esac" {
                self.in_pattern = false;
                self.cases = self.cases.saturating_sub(1);
            }
        } else if first && self.command.assignments.is_empty() && RESERVED.contains(&word.raw()) {
            self.cases = self.cases.saturating_sub(usize::from(word.raw() == "esac"));
            self.command.tested |= TESTS.contains(&word.raw());
        } else if first && is_assignment(word.raw()) {
            self.command.assignments.push(word);
        } else {
            self.command.words.push(word);
            if let [case, .., is_in] = self.command.words.as_slice()
                && (case.raw(), is_in.raw()) == ("case", "in")
            {
                self.finish(Some(Operator::Sequence));
                self.cases += 1;
                self.in_pattern = true;
            }
        }
    }

    /// Reads a word from here on; commands inside of it become substitutions of the command.
    fn take_word(&mut self) -> Word {
        let start = self.at;
        let mut plain = Excerpt::at(self.script.span(start..start).start as usize);
        let mut open: Vec<char> = Vec::new();
        let mut inner = None;
        while let Some(char) = self.rest().chars().next() {
            let at = self.at;
            let next = self.rest()[char.len_utf8()..].chars().next();
            // What is inside of a substitution is not of this word: it stays as it is.
            let verbatim = inner.is_some();
            let quoted = open.last() == Some(&'"');
            self.at += char.len_utf8();
            match char {
                _ if char == self.escape => {
                    self.at += next.map_or(0, char::len_utf8);
                    let literal = quoted
                        && next.is_none_or(|next| !"\"$`\n".contains(next) && next != self.escape);
                    let from = if literal || verbatim { at } else { at + char.len_utf8() };
                    if verbatim || next != Some('\n') {
                        plain.copy(self.script, from..self.at);
                    }
                    continue;
                }
                '\'' if open.iter().rfind(|&&open| open != '{') != Some(&'"') => {
                    let ansi = plain.text().ends_with('$');
                    let length = self.single_quoted(ansi);
                    let content = self.at..self.at + length;
                    self.at = (content.end + 1).min(self.end);
                    plain.copy(self.script, if verbatim { at..self.at } else { content });
                    continue;
                }
                '"' if quoted => drop(open.pop()),
                '"' => open.push('"'),
                '$' | '<' | '>' if next == Some('(') && (char == '$' || !quoted) => {
                    if inner.is_none() && !self.rest().starts_with("((") {
                        inner = Some((open.len(), self.at + 1));
                    }
                    open.push('(');
                    self.at += 1;
                }
                '$' if next == Some('{') => {
                    open.push('{');
                    self.at += 1;
                }
                '`' if open.contains(&'`') => while open.pop() != Some('`') {},
                '`' => {
                    inner = inner.or(Some((open.len(), self.at)));
                    open.push('`');
                }
                '(' if open.last() == Some(&'(') => open.push('('),
                ')' if open.last() == Some(&'(') => drop(open.pop()),
                '}' if open.last() == Some(&'{') => drop(open.pop()),
                _ if open.is_empty() && (char.is_whitespace() || "&|;()<>".contains(char)) => {
                    self.at = at;
                    break;
                }
                _ => {}
            }
            if let Some((depth, from)) = inner
                && open.len() <= depth
            {
                let words = read_part(self.script, from..at, self.escape, self.depth + 1);
                self.command.substitutions.push(words);
                inner = None;
                plain.copy(self.script, at..self.at);
            } else if verbatim || char != '"' {
                plain.copy(self.script, at..self.at);
            }
        }
        Word::with_text(self.script, start..self.at, plain)
    }

    /// How long the text in single quotes is that begins here; `$'…'` may have escaped quotes.
    fn single_quoted(&self, ansi: bool) -> usize {
        let mut escaped = false;
        let end = self.rest().find(|char| {
            let ends = char == '\'' && !escaped;
            escaped = ansi && char == '\\' && !escaped;
            ends
        });
        end.unwrap_or(self.rest().len())
    }
}

/// Whether a word sets a variable: `A=b`, `A+=b`, `A[0]=b`.
fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    let name = name.trim_end_matches('+');
    let name = name.split_once('[').map_or(name, |(name, _)| name);
    let begins = name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_');
    begins && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}
