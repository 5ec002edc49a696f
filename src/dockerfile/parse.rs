//! The way from a logical line to an instruction, as BuildKit divides it; and the way back into
//! step after a string that it misreads.

use std::ops::Range;
use std::sync::Arc;

use super::check;
use super::heredoc;
use super::instruction::{Flag, Instruction, Pair};
use super::json::{self, Json};
use super::keyword::Keyword;
use super::lines::{Excerpt, Lines, begins_instruction};
use super::word::{OpenQuote, Quotes, Word, is_blank, split_blanks, split_words, trim};
use super::words::Words;
use crate::lang::Text;
use crate::source::{Problem, Span};

const BROKEN_STRING: Text = Text {
    en: "string that opens on line {line} is not closed on it, so \"{word}\" on line {next} is taken \
         for an instruction; write the string on one line or put it into a script",
    zh: "第 {line} 行开始的字符串没有在该行结束，第 {next} 行的 \"{word}\" 会被当成指令；\
         请把字符串写在一行内，或放进脚本文件",
};
const STRING_OPENS: Text = Text { en: "the string opens here", zh: "字符串从这里开始" };
const TAKEN_FOR_INSTRUCTION: Text = Text { en: "taken for an instruction", zh: "被当成指令" };
const NOT_STRINGS: Text = Text {
    en: "element {element} of the JSON array is not a string; put it in double quotes",
    zh: "JSON 数组的元素 {element} 不是字符串，请用双引号括起来",
};
const NOT_JSON: Text = Text {
    en: "argument looks like a JSON array but is not valid JSON, so it is taken as plain text; use double quotes and commas",
    zh: "参数看似 JSON 数组，却不是合法的 JSON，会被当作普通文本；请使用双引号和逗号",
};

/// Reads one instruction, and says what is wrong with it first.
pub(crate) fn instruction(lines: &mut Lines, mut line: Excerpt) -> (Instruction, Option<Problem>) {
    let mut problem = rejoin_string(lines, &mut line);
    let line = Arc::new(line);
    let range = trim(line.text(), 0..line.text().len());
    let instruction = Parser { line, problem: &mut problem, lines }.instruction(range, true);
    (instruction, problem)
}

/// Adds the lines to `line` that belong to a string which is still open at its end, if BuildKit
/// would choke on the next one.
fn rejoin_string(lines: &mut Lines, line: &mut Excerpt) -> Option<Problem> {
    let keyword = line.text().split_whitespace().next().unwrap_or_default().to_owned();
    let mut quote = OpenQuote::new(lines.escape);
    let opens = quote.read(line.text()).filter(|_| Keyword::of(&keyword) != Keyword::Unknown)?;
    let source = lines.source;
    let says_something =
        |text: &str| !text.trim().is_empty() && !text.trim_start().starts_with('#');
    let (next, content) = lines.ahead().find(|&(_, next)| says_something(source.slice(next)))?;
    if begins_instruction(source.slice(content), &keyword) {
        return None;
    }
    let word = source.slice(content).split_whitespace().next().unwrap_or_default();
    let opens = line.span(opens..opens + 1);
    let message = BROKEN_STRING.with([
        ("line", &source.position(opens.start).line),
        ("word", &word),
        ("next", &next),
    ]);
    let mut problem = Problem::new(line.span(0..keyword.len()), message);
    problem.related = vec![(opens, STRING_OPENS.into()), (content, TAKEN_FOR_INSTRUCTION.into())];

    let closes = |&(_, line): &(usize, _)| {
        quote.read("\n").and_then(|_| quote.read(source.slice(line))).is_none()
    };
    let last = lines.find_ahead(closes).map(|(number, _)| number);
    let last = last.unwrap_or_else(|| lines.before_instruction(&keyword));
    lines.swallow(line, last);
    Some(problem)
}

struct Parser<'a, 'b> {
    line: Arc<Excerpt>,
    lines: &'a mut Lines<'b>,
    problem: &'a mut Option<Problem>,
}

impl Parser<'_, '_> {
    fn instruction(&mut self, range: Range<usize>, outermost: bool) -> Instruction {
        let read = self.lines.end();
        let end = self.end_of_word(range.clone());
        let (flags, rest) = self.flags(end..range.end);
        let mut instruction = Instruction {
            keyword: Keyword::of(&self.line.text()[range.start..end]),
            keyword_span: self.line.span(range.start..end),
            span: self.line.span(range),
            flags,
            arguments: Vec::new(),
            pairs: Vec::new(),
            exec: false,
            heredocs: Vec::new(),
            trigger: None,
            words: Words::default(),
        };
        if instruction.keyword == Keyword::Onbuild && outermost && !rest.is_empty() {
            instruction.trigger = Some(Box::new(self.instruction(rest.clone(), false)));
        } else {
            self.arguments(&mut instruction, rest.clone());
        }
        if matches!(instruction.keyword, Keyword::Run | Keyword::Copy | Keyword::Add)
            && !instruction.exec
        {
            instruction.heredocs = heredoc::read(self.lines, &self.line, rest, self.problem);
        }
        if self.lines.end() > read {
            instruction.span = Span::new(instruction.span.start as usize, self.lines.end());
        }
        instruction.words = Words::of(&instruction, self.lines.escape);
        // What must not be put off has no other fault that matters.
        if self.problem.is_none() && (outermost || instruction.keyword.can_be_put_off()) {
            *self.problem = check::first(&instruction, self.lines.source);
        }
        instruction
    }

    /// The flags at the start of a range, and what follows them.
    fn flags(&self, range: Range<usize>) -> (Vec<Flag>, Range<usize>) {
        let text = self.line.text();
        let mut flags = Vec::new();
        let mut rest = trim(text, range);
        while text[rest.clone()].starts_with("--") {
            let end = flag_end(text, rest.clone());
            let word = Word::part(&self.line, rest.start..end, Quotes::Flag);
            let value = word.raw().find('=').map(|at| rest.start + at + 1..end);
            rest = trim(text, end..rest.end);
            if word.text() == "--" {
                break;
            }
            let value = value.map(|range| {
                let plain = Word::part(&self.line, range, Quotes::Flag);
                Word::plain(plain.content().as_ref().clone())
            });
            flags.push(Flag { word, value });
        }
        (flags, rest)
    }

    fn arguments(&mut self, instruction: &mut Instruction, rest: Range<usize>) {
        let keyword = instruction.keyword;
        match keyword {
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => {
                self.command(instruction, rest);
            }
            Keyword::Healthcheck => {
                let end = self.end_of_word(rest.clone());
                if !rest.is_empty() {
                    instruction.arguments.push(self.plain(rest.start..end));
                }
                self.command(instruction, trim(self.line.text(), end..rest.end));
            }
            Keyword::Add | Keyword::Copy | Keyword::Volume
                if self.exec(instruction, rest.clone()) => {}
            Keyword::Add | Keyword::Copy | Keyword::Volume | Keyword::Expose | Keyword::From => {
                let parts = split_blanks(self.line.text(), rest);
                instruction.arguments.extend(parts.into_iter().map(|part| self.word(part)));
            }
            Keyword::Maintainer
            | Keyword::Onbuild
            | Keyword::Stopsignal
            | Keyword::User
            | Keyword::Workdir => {
                instruction.arguments.extend((!rest.is_empty()).then(|| self.word(rest)));
            }
            Keyword::Env | Keyword::Label | Keyword::Arg => {
                instruction.pairs = self.pairs(rest, keyword != Keyword::Arg);
            }
            Keyword::Unknown => {}
        }
    }

    /// A command in exec form, or else in shell form.
    fn command(&mut self, instruction: &mut Instruction, rest: Range<usize>) {
        if !rest.is_empty() && !self.exec(instruction, rest.clone()) {
            instruction.arguments.push(self.plain(rest));
        }
    }

    /// Adds the arguments if they are in exec form.
    fn exec(&mut self, instruction: &mut Instruction, rest: Range<usize>) -> bool {
        if !self.line.text()[rest.clone()].starts_with('[') {
            return false;
        }
        match json::read(&self.line, rest.clone()) {
            Json::Strings(words) => {
                instruction.arguments.extend(words);
                instruction.exec = true;
            }
            Json::Mixed(range) => {
                let message = NOT_STRINGS.with([("element", &&self.line.text()[range.clone()])]);
                self.problem.get_or_insert(Problem::new(self.line.span(range), message));
                instruction.exec = true;
            }
            Json::Invalid => {
                if is_meant_as_json(&self.line.text()[rest.clone()]) {
                    self.problem.get_or_insert(Problem::new(self.line.span(rest), NOT_JSON));
                }
            }
        }
        instruction.exec
    }

    fn pairs(&self, rest: Range<usize>, legacy_allowed: bool) -> Vec<Pair> {
        let text = self.line.text();
        let (mut words, _) = split_words(text, rest.clone(), self.lines.escape);
        // An escape character that escapes nothing is dropped.
        if let Some(last) = words.last_mut()
            && last.len() > 1
            && ends_escaped(&text[last.clone()], self.lines.escape)
        {
            last.end -= 1;
        }
        let legacy = words.first().is_some_and(|first| !text[first.clone()].contains('='));
        if legacy && legacy_allowed {
            let end = self.end_of_word(rest.clone());
            let value = trim(text, end..rest.end);
            let value = (!value.is_empty()).then(|| self.word(value));
            return vec![Pair { name: self.word(rest.start..end), value, legacy }];
        }
        let pair = |word: Range<usize>| match text[word.clone()].find('=').map(|at| word.start + at)
        {
            None => Pair { name: self.word(word), value: None, legacy: false },
            Some(at) => Pair {
                name: self.word(word.start..at),
                value: Some(self.word(at + 1..word.end)),
                legacy: false,
            },
        };
        words.into_iter().map(pair).collect()
    }

    fn end_of_word(&self, range: Range<usize>) -> usize {
        self.line.text()[range.clone()].find(is_blank).map_or(range.end, |at| range.start + at)
    }

    fn word(&self, range: Range<usize>) -> Word {
        Word::part(&self.line, range, Quotes::Word(self.lines.escape))
    }

    fn plain(&self, range: Range<usize>) -> Word {
        let mut text = Excerpt::at(self.line.span(range.start..range.start).start as usize);
        text.copy(&self.line, range);
        Word::plain(text)
    }
}

/// Where the flag ends that a range begins with.
fn flag_end(text: &str, range: Range<usize>) -> usize {
    let mut quote = None;
    let mut chars = text[range.clone()].char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => drop(chars.next()),
            _ if Some(char) == quote => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(char),
            _ if quote.is_none() && char.is_whitespace() => return range.start + at,
            _ => {}
        }
    }
    range.end
}

/// Whether a text ends with an escape character that escapes nothing.
fn ends_escaped(text: &str, escape: char) -> bool {
    (text.len() - text.trim_end_matches(escape).len()) % 2 == 1
}

/// Whether a text was meant to be the exec form, though it is not: a shell's `[ "$a" = b ]` was
/// not.
fn is_meant_as_json(text: &str) -> bool {
    let Some(first) = text.strip_prefix('[') else { return false };
    let element = first.trim_start();
    let Some(quote) = element.chars().next().filter(|&char| char == '"' || char == '\'') else {
        return false;
    };
    let separated =
        element[1..].split_once(quote).is_some_and(|(_, rest)| rest.trim_start().starts_with(','));
    separated || element.len() == first.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_test_is_not_meant_as_json() {
        let rows = [
            (r#"["a", "b""#, true, "a bracket is missing"),
            ("['a']", true, "single quotes"),
            ("[ 'a', 'b' ]", true, "single quotes and blanks"),
            (r#"[ "$a" = "b" ] && c"#, false, "a test"),
            ("[ -f a ] || b", false, "a test without quotes"),
            ("[[ 'a' == b ]]", false, "a test of bash"),
        ];
        for (text, expected, reason) in rows {
            assert_eq!(is_meant_as_json(text), expected, "{reason}");
        }
    }
}
