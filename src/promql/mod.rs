//! `PromQL` as far as its words and brackets: enough to see whether an expression is whole, and what
//! its functions are given.
//!
//! Facts: the lexer of Prometheus, promql/parser/lex.go.

mod quantile;

pub(crate) use quantile::{Lost, lost_buckets};

/// A token of an expression.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Token<'a> {
    /// A name, keyword, number or duration.
    Word(&'a str),
    /// A string with its quotes.
    Text(&'a str),
    /// Any other character.
    Mark(char),
}

/// Why an expression is not whole; the part that is alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Broken<'a> {
    Unclosed(&'a str),
    Unopened(&'a str),
}

/// The tokens of an expression, without comments.
pub(crate) fn tokens(expression: &str) -> Result<Vec<Token<'_>>, Broken<'_>> {
    let mut tokens = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' | '`' => string_length(rest, first).ok_or(Broken::Unclosed(&rest[..1]))?,
            _ if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        match first {
            '#' => {}
            '"' | '\'' | '`' => tokens.push(Token::Text(token)),
            _ if is_part(first) => tokens.push(Token::Word(token)),
            _ => tokens.push(Token::Mark(first)),
        }
        match first {
            '(' | '[' | '{' => open.push(token),
            ')' | ']' | '}' => match open.pop() {
                Some(opening) if closes(opening, token) => {}
                Some(opening) => return Err(Broken::Unclosed(opening)),
                None => return Err(Broken::Unopened(token)),
            },
            _ => {}
        }
        rest = after.trim_start();
    }
    open.pop().map_or(Ok(tokens), |opening| Err(Broken::Unclosed(opening)))
}

/// What is followed by names of labels in brackets.
const LABEL_LISTS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// The names in an expression that stand for metrics, and keywords and numbers with them: what is
/// neither a function nor a label.
pub(crate) fn metrics<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let (mut found, mut until) = (Vec::new(), None);
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let is_called = tokens.get(at + 1) == Some(&Token::Mark('('));
        match (until, token) {
            (Some(closing), Token::Mark(mark)) if closing == *mark => until = None,
            (None, Token::Mark('{')) => until = Some('}'),
            (None, Token::Mark('[')) => until = Some(']'),
            (None, Token::Mark('(')) => {
                let is_list =
                    matches!(before, Some(Token::Word(word)) if LABEL_LISTS.contains(&word));
                until = is_list.then_some(')');
            }
            (None, Token::Word(word)) if !is_called => found.push(*word),
            _ => {}
        }
    }
    found
}

/// The calls of a function: its name where it stands, and what it is given.
fn calls<'t, 'a>(
    tokens: &'t [Token<'a>],
    function: &str,
) -> impl Iterator<Item = (&'a str, Vec<&'t [Token<'a>]>)> {
    tokens.windows(2).enumerate().filter_map(move |(at, pair)| match *pair {
        [Token::Word(name), Token::Mark('(')] if name == function => {
            Some((name, list(&tokens[at + 1..])))
        }
        _ => None,
    })
}

/// The items of the list in brackets that these tokens begin with.
fn list<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0, 1);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && *token == Token::Mark(',')) {
            items.extend(tokens.get(start..at));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    items
}

/// How long the string is that `text` begins with; nothing if it does not end. Only one in backticks
/// may go over several lines.
fn string_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            _ if c == quote => return Some(at + 1),
            '\\' if quote != '`' => escaped = true,
            '\n' if quote != '`' => return None,
            _ => {}
        }
    }
    None
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "_:.".contains(c)
}

fn closes(opening: &str, closing: &str) -> bool {
    matches!((opening, closing), ("(", ")") | ("[", "]") | ("{", "}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_whole_or_broken() {
        for (expression, expected, reason) in [
            ("sum by (le) (rate(a_bucket{b=\"c\"}[5m])) > 3", None, "whole"),
            ("a{b=\")\"} # (", None, "brackets in strings and comments are none"),
            (r#"a{b="\"("}"#, None, "a quote that is escaped"),
            (r#"label_replace(a, "b", '$1', `\`, "(.*)")"#, None, "every kind of string"),
            ("a{b=`\n`}", None, "a raw string over two lines"),
            ("", None, "nothing is whole"),
            ("rate(a[5m]", Some(Broken::Unclosed("(")), "left open"),
            ("a > 1)", Some(Broken::Unopened(")")), "one too many"),
            ("rate(a[5m)]", Some(Broken::Unclosed("[")), "crossed"),
            ("a{b=\"c}", Some(Broken::Unclosed("\"")), "a string that does not end"),
            ("a{b=\"\n\"}", Some(Broken::Unclosed("\"")), "a string over two lines"),
        ] {
            assert_eq!(tokens(expression).err(), expected, "{expression}: {reason}");
        }
    }

    #[test]
    fn metrics_are_told_from_functions_and_labels() {
        for (expression, expected, reason) in [
            ("rate(a{b=\"c\",d=~\"e\"}[5m])", vec!["a"], "labels, a duration and a function"),
            ("sum by (npu_id) (a)", vec!["sum", "a"], "labels before, and a keyword"),
            ("sum(a) without (b)", vec!["a"], "labels behind"),
            ("a / on (b) group_left (c) d", vec!["a", "d"], "labels of a join"),
            ("by > 3", vec!["by", "3"], "a metric of such a name"),
        ] {
            let tokens = tokens(expression).expect("whole");
            assert_eq!(metrics(&tokens), expected, "{expression}: {reason}");
        }
    }

    #[test]
    fn calls_are_taken_apart() {
        let tokens = tokens("f(1, g(a, b)[5m:1m]) + f() + f").expect("whole");
        let given = |tokens, name| calls(tokens, name).map(|call| call.1).collect::<Vec<_>>();
        let found = given(&tokens, "f");
        assert_eq!(found.len(), 2, "the last one calls nothing");
        assert_eq!(found[0][0], [Token::Word("1")]);
        assert_eq!(given(found[0][1], "g"), [[[Token::Word("a")], [Token::Word("b")]]]);
        assert_eq!(found[0].len(), 2, "commas in brackets part nothing");
        assert_eq!(found[1], [[]], "one empty item");
    }
}
