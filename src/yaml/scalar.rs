//! What a plain scalar means to Kubernetes: the resolution of go-yaml, which kubectl and the API
//! server use (sigs.k8s.io/yaml), not that of YAML 1.2.

use std::borrow::Cow;

/// What a scalar is, in a byte: what number it is shows in its text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    Null,
    False,
    True,
    Number,
    Text,
}

impl Meaning {
    /// What a scalar is; only what is plain, not quoted, is anything but text.
    pub(super) fn of(text: &str, plain: bool) -> Self {
        match if plain { resolve(text) } else { Scalar::Text } {
            Scalar::Null => Self::Null,
            Scalar::Bool(false) => Self::False,
            Scalar::Bool(true) => Self::True,
            Scalar::Int(_) | Scalar::Float(_) => Self::Number,
            Scalar::Text => Self::Text,
        }
    }
}

/// The value of a plain scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text,
}

/// Whether a plain scalar is nothing.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Resolves a plain (unquoted) scalar. Most are text, and most of these show it by their first letter.
pub(super) fn resolve(text: &str) -> Scalar {
    match text.as_bytes().first() {
        None => Scalar::Null,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text),
        Some(b'F' | b'N' | b'O' | b'T' | b'Y' | b'f' | b'n' | b'o' | b't' | b'y' | b'~') => {
            word(text)
        }
        Some(_) => Scalar::Text,
    }
}

fn word(text: &str) -> Scalar {
    match text {
        _ if is_null(text) => Scalar::Null,
        "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            Scalar::Bool(true)
        }
        "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        _ => Scalar::Text,
    }
}

/// Underscores separate digits; a leading zero is octal, as in Go.
fn number(text: &str) -> Scalar {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Scalar::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        _ => {}
    }
    let digits =
        if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    let (negative, unsigned) = match digits.as_bytes().first() {
        Some(b'-') => (true, &digits[1..]),
        Some(b'+') => (false, &digits[1..]),
        _ => (false, &digits[..]),
    };
    let (radix, tail) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &unsigned[2..]),
        [b'0', b'b' | b'B', ..] => (2, &unsigned[2..]),
        [b'0', b'o' | b'O', ..] => (8, &unsigned[2..]),
        [b'0', _, ..] => (8, &unsigned[1..]),
        _ => (10, unsigned),
    };
    let all_digits = !tail.is_empty() && tail.bytes().all(|b| char::from(b).is_digit(radix));
    if all_digits && let Ok(value) = i64::from_str_radix(tail, radix) {
        return Scalar::Int(if negative { -value } else { value });
    }
    let decimal = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    match decimal.then(|| digits.parse()) {
        Some(Ok(value)) => Scalar::Float(value),
        _ => Scalar::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_kubectl_reads() {
        for (text, expected, reason) in [
            ("", Scalar::Null, "nothing after the colon"),
            ("~", Scalar::Null, "tilde"),
            ("true", Scalar::Bool(true), "YAML 1.2"),
            ("yes", Scalar::Bool(true), "YAML 1.1"),
            ("y", Scalar::Bool(true), "go-yaml v2 reads the single letter"),
            ("off", Scalar::Bool(false), "YAML 1.1"),
            ("yEs", Scalar::Text, "only three casings count"),
            ("12", Scalar::Int(12), "decimal"),
            ("-7", Scalar::Int(-7), "sign"),
            ("0777", Scalar::Int(511), "octal, as file modes are written"),
            ("0o17", Scalar::Int(15), "octal of YAML 1.2"),
            ("0x1F", Scalar::Int(31), "hexadecimal"),
            ("0b11", Scalar::Int(3), "binary"),
            ("1_000", Scalar::Int(1000), "separated digits"),
            ("089", Scalar::Float(89.0), "no octal digits, so a float"),
            ("1.5", Scalar::Float(1.5), "decimal fraction"),
            (".5", Scalar::Float(0.5), "no leading digit"),
            ("1e3", Scalar::Float(1000.0), "exponent"),
            ("1:30", Scalar::Text, "no base 60"),
            ("1.2.3", Scalar::Text, "a version"),
            ("500m", Scalar::Text, "a quantity"),
            ("-", Scalar::Text, "a lone dash"),
            ("infinity", Scalar::Text, "Rust reads it, YAML does not"),
            ("2024-01-02", Scalar::Text, "a date stays text in JSON"),
        ] {
            assert_eq!(resolve(text), expected, "{text:?}: {reason}");
        }
    }
}
