//! Patterns with `*` and `?`, as shells and BuildKit match them.

/// Whether a pattern matches a whole text.
pub(crate) fn is_match(pattern: &str, text: &str) -> bool {
    let pattern = tokens(pattern);
    is_affordable(text, &pattern) && matches(&pattern, text)
}

/// Whether trying a pattern everywhere in a text takes no noticeable time.
pub(crate) fn is_affordable(text: &str, pattern: &[Token]) -> bool {
    text.len().saturating_mul(text.len()).saturating_mul(pattern.len()) <= 1 << 22
}

/// A part of a pattern.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Token {
    /// `*`
    Any,
    /// `?`
    One,
    Char(char),
}

pub(crate) fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        tokens.push(match char {
            '*' => Token::Any,
            '?' => Token::One,
            '\\' => Token::Char(chars.next().unwrap_or('\\')),
            _ => Token::Char(char),
        });
    }
    tokens
}

/// Whether a pattern matches a whole text. On a mismatch, the last `*` takes one character more.
pub(crate) fn matches(pattern: &[Token], text: &str) -> bool {
    let mut at = 0;
    let mut rest = text.chars();
    let mut star = None;
    loop {
        let before = rest.clone();
        match (pattern.get(at), rest.next()) {
            (Some(Token::Any), _) => {
                at += 1;
                star = Some((at, before.clone()));
                rest = before;
            }
            (None, None) => return true,
            (Some(token), Some(char)) if *token == Token::One || *token == Token::Char(char) => {
                at += 1;
            }
            _ => {
                let Some((after, mut taken)) = star else { return false };
                if taken.next().is_none() {
                    return false;
                }
                at = after;
                rest = taken.clone();
                star = Some((after, taken));
            }
        }
    }
}
