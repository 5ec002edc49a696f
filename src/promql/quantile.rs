//! Quantiles of histograms, and whether their buckets are all there.

use super::{Token, calls, list};

const RATES: [&str; 3] = ["rate", "irate", "increase"];
/// What makes fewer series of many.
const AGGREGATIONS: [&str; 10] =
    ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "quantile", "count_values"];
/// Before the labels that are kept, and before those that are not.
const CLAUSES: [&str; 2] = ["by", "without"];
/// What tells buckets apart, in Prometheus and `VictoriaMetrics`.
const BOUNDS: [&str; 2] = ["le", "vmrange"];

/// What buckets have lost on their way to `histogram_quantile`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Lost<'a> {
    /// Each other: those of every series come apart to this call.
    Whole(&'a str),
    /// Their bounds, by this aggregation.
    Bounds(&'a str),
}

/// What the buckets in an expression have lost.
pub(crate) fn lost_buckets<'a>(tokens: &[Token<'a>]) -> Vec<Lost<'a>> {
    let quantiles = calls(tokens, "histogram_quantile");
    quantiles.filter_map(|(function, given)| lost(function, given.get(1)?)).collect()
}

fn lost<'a>(function: &'a str, tokens: &[Token<'a>]) -> Option<Lost<'a>> {
    let words = tokens.iter().enumerate().filter_map(|(at, token)| match token {
        Token::Word(word) => Some((at, *word)),
        _ => None,
    });
    // Native histograms have no buckets to name.
    let mut rates = words.clone().filter(|(_, word)| RATES.contains(word));
    let mut buckets = words.clone().filter(|(_, word)| word.ends_with("_bucket"));
    rates.next().and(buckets.next())?;
    // Labels may have the names of aggregations.
    let is_open = |at: usize| tokens.get(at + 1) == Some(&Token::Mark('('));
    let is_grouped = |at: usize| match tokens.get(at + 1) {
        Some(Token::Word(word)) => is_one_of(&CLAUSES, word),
        _ => false,
    };
    let mut aggregations = words
        .clone()
        .filter(|(at, word)| is_one_of(&AGGREGATIONS, word) && (is_open(*at) || is_grouped(*at)));
    let Some((_, aggregation)) = aggregations.next() else { return Some(Lost::Whole(function)) };
    // Of several, it takes a closer look to tell which labels are left.
    if aggregations.next().is_some() {
        return None;
    }
    let mut clauses = words.filter(|(at, word)| is_one_of(&CLAUSES, word) && is_open(*at));
    let keeps = clauses.next().is_some_and(|(at, word)| {
        let labels = list(&tokens[at + 1..]);
        let has_bounds = BOUNDS.iter().any(|bound| labels.contains(&&[Token::Word(bound)][..]));
        has_bounds == word.eq_ignore_ascii_case(CLAUSES[0])
    });
    (!keeps).then_some(Lost::Bounds(aggregation))
}

/// Whether this is one of these keywords, in any case of its letters.
fn is_one_of(keywords: &[&str], word: &str) -> bool {
    keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::tokens;

    #[test]
    fn quantiles_are_of_whole_histograms() {
        const RATE: &str = "rate(a_bucket{min=\"1\"}[5m])";
        for (buckets, expected, reason) in [
            ("sum by (le) (X)", None, "all of them, by their bounds"),
            ("sum(X) by (group, le)", None, "and by a label of such a name"),
            ("sum without (pod) (X)", None, "without others"),
            ("SUM BY (le) (X)", None, "in capitals"),
            ("sum by (vmrange) (X)", None, "as VictoriaMetrics has them"),
            ("sum by (le) (max by (le, pod) (X))", None, "twice"),
            ("rate(a[5m])", None, "a native histogram"),
            ("a_bucket", None, "since the beginning"),
            ("job:a_bucket:rate5m", None, "recorded before"),
            ("X", Some(Lost::Whole("histogram_quantile")), "of each series"),
            ("sum(X)", Some(Lost::Bounds("sum")), "by nothing"),
            ("avg by (pod) (X)", Some(Lost::Bounds("avg")), "by something else"),
            ("sum without (le) (X)", Some(Lost::Bounds("sum")), "without them"),
        ] {
            let expression = format!("histogram_quantile(0.9, {})", buckets.replace('X', RATE));
            let found = lost_buckets(&tokens(&expression).expect("whole"));
            assert_eq!(found, Vec::from_iter(expected), "{buckets}: {reason}");
        }
    }
}
