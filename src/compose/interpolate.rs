//! Interpolation of variables in Compose files.
//!
//! A run knows no environment: a variable with a default has its default, one without is unknown.
//! Two are known for what they are: `HOME` is a home directory, `PWD` the one of the project.

/// The text with its variables interpolated, an error if a value is unknown, nothing if there is
/// nothing to do. As a rewrite of [`Tree`](crate::yaml::Tree) scalars.
pub(super) fn interpolate(text: &str) -> Option<Result<String, ()>> {
    text.contains('$').then(|| filled(text).ok_or(()))
}

fn filled(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = match after.as_bytes().first() {
            Some(b'$') => {
                out.push('$');
                &after[1..]
            }
            Some(b'{') => {
                let end = closing_brace(after)?;
                out.push_str(&default(&after[1..end])?);
                &after[end + 1..]
            }
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
                let end = after.find(ends_name).unwrap_or(after.len());
                out.push_str(known(&after[..end])?);
                &after[end..]
            }
            _ => {
                out.push('$');
                after
            }
        };
    }
    Some(out + rest)
}

/// Where the brace closes that `text` begins with; defaults may hold variables themselves.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.bytes().position(|byte| {
        depth += i32::from(byte == b'{') - i32::from(byte == b'}');
        depth == 0
    })
}

/// The value of what stands between braces while the variable is unset.
fn default(inside: &str) -> Option<String> {
    let Some(name) = inside.find(ends_name) else { return known(inside).map(str::to_owned) };
    let operator = inside[name..].trim_start_matches(':');
    match operator.chars().next()? {
        '-' => filled(&operator[1..]),
        '+' => Some(String::new()),
        _ => None,
    }
}

/// What everybody knows a variable to be.
fn known(name: &str) -> Option<&'static str> {
    match name {
        "HOME" => Some("~"),
        "PWD" => Some("."),
        _ => None,
    }
}

fn ends_name(c: char) -> bool {
    !c.is_ascii_alphanumeric() && c != '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_count_and_the_rest_is_unknown() {
        for (text, expected, reason) in [
            ("plain", None, "nothing to do"),
            ("${A:-x}/y", Some(Ok("x/y")), "a default for unset or empty"),
            ("${A-x}", Some(Ok("x")), "a default for unset"),
            ("${A:-${B:-z}}", Some(Ok("z")), "a default within a default"),
            ("${A:+x}y", Some(Ok("y")), "only when set"),
            ("cost $$5", Some(Ok("cost $5")), "an escaped dollar"),
            ("$A", Some(Err(())), "no default"),
            ("${A}", Some(Err(())), "no default"),
            ("${A:?must be set}", Some(Err(())), "required"),
            ("$HOME/.ssh", Some(Ok("~/.ssh")), "a home directory"),
            ("${PWD}/data", Some(Ok("./data")), "the project's directory"),
            ("$HOMES", Some(Err(())), "another variable"),
            ("a$", Some(Ok("a$")), "a lone dollar"),
            ("${A", Some(Err(())), "never closed"),
        ] {
            let expected = expected.map(|value| value.map(str::to_owned));
            assert_eq!(interpolate(text), expected, "{text}: {reason}");
        }
    }
}
