//! Heredocs: where an instruction announces them, and the lines that they take.

use std::ops::Range;
use std::sync::Arc;

use super::instruction::Heredoc;
use super::lines::{Excerpt, Lines};
use super::word::{Quotes, Word, split_words};
use crate::lang::Text;
use crate::source::{Problem, Span};

const UNTERMINATED: Text = Text {
    en: "heredoc \"{name}\" has no end: no later line is just \"{name}\"",
    zh: "heredoc \"{name}\" 没有结尾：其后没有仅由 \"{name}\" 构成的行",
};

/// Reads the heredocs that a part of a line announces. One without an end takes the lines up to the
/// next instruction.
pub(crate) fn read(
    lines: &mut Lines,
    excerpt: &Arc<Excerpt>,
    range: Range<usize>,
    problem: &mut Option<Problem>,
) -> Vec<Heredoc> {
    // Whatever the escape character is, BuildKit looks for heredocs with a backslash in mind.
    let (words, open) = split_words(excerpt.text(), range, '\\');
    if open {
        return Vec::new();
    }
    let model = excerpt.text().split_whitespace().next().unwrap_or_default();
    let announced = words.into_iter().filter_map(|word| announced(excerpt, word));
    announced.map(|heredoc| with_body(heredoc, lines, model, problem)).collect()
}

/// Whether a word announces a heredoc.
pub(crate) fn is_announcement(word: &str) -> bool {
    delimiter(word).is_some()
}

fn announced(excerpt: &Arc<Excerpt>, word: Range<usize>) -> Option<Heredoc> {
    let (strip_tabs, delimiter) = delimiter(&excerpt.text()[word.clone()])?;
    let name = Word::part(excerpt, word.end - delimiter.len()..word.end, Quotes::Word('\\'));
    let span = excerpt.span(word);
    Some(Heredoc {
        name: name.text().to_owned(),
        span,
        body: Word::plain(Excerpt::at(span.end as usize)),
        expand: !delimiter.contains(['"', '\'']),
        strip_tabs,
    })
}

/// The delimiter in `3<<-EOF`, as it is written, and whether tabs are dropped.
fn delimiter(word: &str) -> Option<(bool, &str)> {
    let rest = word.trim_start_matches(|char: char| char.is_ascii_digit()).strip_prefix("<<")?;
    let (strip_tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let named = !rest.trim_matches(['"', '\'']).is_empty() && !rest.contains('<');
    named.then_some((strip_tabs, rest))
}

fn with_body(
    mut heredoc: Heredoc,
    lines: &mut Lines,
    model: &str,
    problem: &mut Option<Problem>,
) -> Heredoc {
    let source = lines.source;
    let start = lines.ahead().next().map_or(lines.end(), |(_, line)| line.start as usize);
    let ends = |line: Span| {
        let text = source.slice(line);
        (if heredoc.strip_tabs { text.trim_start_matches('\t') } else { text }) == heredoc.name
    };
    let end = lines.find_ahead(|&(_, line)| ends(line));
    let last = end.map_or_else(|| lines.before_instruction(model), |(number, _)| number - 1);
    let mut body = Excerpt::at(start);
    let mut before = None;
    while let Some(line) = lines.take_up_to(last) {
        if let Some(end) = before {
            // What follows the line break is indentation.
            let between = source.slice(Span { start: end, end: line.start });
            body.push(between.split_inclusive('\n').next().unwrap_or_default(), end as usize);
        }
        body.push(source.slice(line), line.start as usize);
        before = Some(line.end);
    }
    if let Some((number, _)) = end {
        lines.take_up_to(number);
    } else {
        let message = UNTERMINATED.with([("name", &heredoc.name)]);
        problem.get_or_insert(Problem::new(heredoc.span, message));
    }
    heredoc.body = Word::plain(body);
    heredoc
}
