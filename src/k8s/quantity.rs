//! Amounts of resources.

use std::fmt;

use crate::yaml::Node;

/// An exact amount, as Kubernetes writes it: `500m`, `2`, `1.5Gi`, `1e3`.
///
/// Grammar: k8s.io/apimachinery, pkg/api/resource/quantity.go.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Quantity {
    /// In thousand-millionths: the API knows nothing smaller.
    nano: i128,
}

const NANO: i128 = 1_000_000_000;

impl Quantity {
    /// The amount as the API sees it: a plain integer is a number before it is a quantity, so `1_000`
    /// is 1000 and `0x10` is 16.
    pub(crate) fn of(node: Node) -> Option<Self> {
        node.int().map(Self::from).or_else(|| Self::parse(node.str()?))
    }

    /// Nothing if the text is not a quantity.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end =
            unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return None;
        }
        let scale = scale(suffix)?;
        let fraction = &fraction[..fraction.len().min(15)];
        let mut digits = 0_i128;
        for digit in whole.bytes().chain(fraction.bytes()) {
            digits = digits.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        let divisor = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
        // What is smaller than a thousand-millionth is rounded up, as in the API.
        let nano = (digits.checked_mul(scale)? + divisor - 1) / divisor;
        Some(Self { nano: if text.starts_with('-') { -nano } else { nano } })
    }

    /// Whether it is a whole number.
    pub(crate) fn is_whole(self) -> bool {
        self.nano % NANO == 0
    }

    /// The number of units, if it is a whole one.
    pub(crate) fn whole(self) -> Option<i64> {
        self.is_whole().then(|| i64::try_from(self.nano / NANO).ok()).flatten()
    }
}

impl From<i64> for Quantity {
    fn from(whole: i64) -> Self {
        Self { nano: i128::from(whole) * NANO }
    }
}

/// In units, with as many decimals as it needs.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.nano / NANO, (self.nano % NANO).abs());
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:09}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// What a suffix multiplies by, in thousand-millionths.
fn scale(suffix: &str) -> Option<i128> {
    let decimal = |power| Some(10_i128.pow(power));
    let binary = |power| Some(1024_i128.pow(power) * NANO);
    match suffix {
        "n" => decimal(0),
        "u" => decimal(3),
        "m" => decimal(6),
        "" => decimal(9),
        "k" => decimal(12),
        "M" => decimal(15),
        "G" => decimal(18),
        "T" => decimal(21),
        "P" => decimal(24),
        "E" => decimal(27),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            10_i128.checked_pow(u32::try_from(exponent + 9).ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml;

    #[test]
    fn plain_integers_are_numbers_first() {
        for (written, shown, reason) in [
            ("1_000", Some("1000"), "underscores part digits"),
            ("0x10", Some("16"), "hexadecimal"),
            ("010", Some("8"), "octal"),
            ("-0x10", Some("-16"), "signed"),
            ("'1_000'", None, "a string is none"),
            ("1Gi", Some("1073741824"), "a quantity"),
            ("0.5", Some("0.5"), "a fraction"),
            ("[1]", None, "a list"),
            ("", None, "nothing"),
        ] {
            let source = Arc::new(Source::new("test.yaml", format!("amount: {written}\n")));
            let parsed = yaml::parse(&source);
            let amount = Quantity::of(parsed.trees[0].root().get("amount"));
            let amount = amount.map(|amount| amount.to_string());
            assert_eq!(amount.as_deref(), shown, "{written}: {reason}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        for (text, shown, reason) in [
            ("2", Some("2"), "a plain number"),
            ("500m", Some("0.5"), "thousandths"),
            ("512Mi", Some("536870912"), "binary"),
            ("1.5Gi", Some("1610612736"), "a fraction of a binary unit"),
            ("1e3", Some("1000"), "an exponent"),
            ("1E", Some("1000000000000000000"), "exa, not an exponent"),
            ("0.1", Some("0.1"), "exact where a float is not"),
            (".5", Some("0.5"), "no leading digit"),
            ("-1", Some("-1"), "signed"),
            ("512m", Some("0.512"), "the classic slip"),
            ("1.2.3", None, "two points"),
            ("4GB", None, "no such suffix"),
            ("512mb", None, "no such suffix"),
            ("", None, "empty"),
            ("all", None, "a word"),
            ("1 Gi", None, "a space"),
        ] {
            let quantity = Quantity::parse(text).map(|quantity| quantity.to_string());
            assert_eq!(quantity.as_deref(), shown, "{text:?}: {reason}");
        }
        assert!(Quantity::parse("1000m") == Quantity::parse("1"));
        assert!(Quantity::parse("2Gi") > Quantity::parse("2G"));
        assert_eq!(Quantity::parse("2").and_then(Quantity::whole), Some(2));
        assert_eq!(Quantity::parse("1500m").and_then(Quantity::whole), None);
    }
}
