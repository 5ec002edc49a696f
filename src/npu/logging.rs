//! The variables by which CANN writes its logs.
//!
//! Source: hicann/runtime, `docs/zh/env_vars/ASCEND_*.md` and `dlog_console.c`.

/// Numbers that CANN takes: of what is outside, it says nothing and keeps to its default.
const RANGES: [(&str, i64, i64); 6] = [
    (LEVEL, 0, 4),
    ("ASCEND_GLOBAL_EVENT_ENABLE", 0, 1),
    ("ASCEND_HOST_LOG_FILE_NUM", 1, 1000),
    ("ASCEND_LOG_DEVICE_FLUSH_TIMEOUT", 0, 180_000),
    (OLD_STDOUT, 0, 1),
    ("ASCEND_LOG_PRINT_TO_STDOUT", 0, 1),
];

/// How much is written: 0 debug, 1 info, 2 warning, 3 error, which is the default, 4 nothing.
pub(crate) const LEVEL: &str = "ASCEND_GLOBAL_LOG_LEVEL";

const OLD_STDOUT: &str = "ASCEND_SLOG_PRINT_TO_STDOUT";

/// What is taken for [`LEVEL`], but is read by nothing.
const MISTAKEN: [&str; 4] =
    ["ASCEND_LOG_LEVEL", "ASCEND_GLOBAL_LOGLEVEL", "ASCEND_SLOG_LEVEL", "CANN_LOG_LEVEL"];

/// What is wrong with a variable.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum LogFault {
    /// No part of CANN reads it.
    Unknown,
    /// Outside of what CANN takes: the first and last value.
    Range(i64, i64),
    /// So much is written that it slows the work down.
    Verbose,
    /// It will go, and has a successor.
    Deprecated,
}

/// Whether CANN reads this variable for its logs, or people believe so.
pub(crate) fn is_log_variable(name: &str) -> bool {
    MISTAKEN.contains(&name) || RANGES.iter().any(|range| range.0 == name)
}

/// What is wrong with a variable, in a container with this version of CANN if that is known.
pub(crate) fn log_fault(name: &str, value: &str, cann: Option<&str>) -> Option<LogFault> {
    if MISTAKEN.contains(&name) {
        return Some(LogFault::Unknown);
    }
    let (_, first, last) = *RANGES.iter().find(|range| range.0 == name)?;
    match value.parse() {
        _ if value.is_empty() => None,
        Ok(number) if (first..=last).contains(&number) => {
            let is_old = name == OLD_STDOUT && cann.is_some_and(has_successor);
            let fault = if is_old { LogFault::Deprecated } else { LogFault::Verbose };
            (is_old || (name == LEVEL && number < 2)).then_some(fault)
        }
        _ => Some(LogFault::Range(first, last)),
    }
}

/// Whether a version of CANN knows the newer name for printing: 9.2.0 and later.
fn has_successor(cann: &str) -> bool {
    let mut parts = cann.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    version >= (9, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_as_cann_reads_them() {
        let old = Some("9.1.0");
        for (name, value, cann, expected, reason) in [
            (LEVEL, "3", None, None, "the default"),
            (LEVEL, "1", None, Some(LogFault::Verbose), "info"),
            (LEVEL, "error", None, Some(LogFault::Range(0, 4)), "a word"),
            (LEVEL, "5", None, Some(LogFault::Range(0, 4)), "past the last"),
            (LEVEL, "", None, None, "as good as not set"),
            ("ASCEND_LOG_LEVEL", "3", None, Some(LogFault::Unknown), "nobody's"),
            ("ASCEND_MODULE_LOG_LEVEL", "GE=1", None, None, "by module"),
            (OLD_STDOUT, "1", old, None, "the only one there is"),
            (OLD_STDOUT, "1", None, None, "CANN is not known"),
            (OLD_STDOUT, "1", Some("9.2.0"), Some(LogFault::Deprecated), "has a successor"),
            (OLD_STDOUT, "1", Some("10.0.0"), Some(LogFault::Deprecated), "by number"),
            (OLD_STDOUT, "yes", old, Some(LogFault::Range(0, 1)), "a word"),
        ] {
            assert_eq!(log_fault(name, value, cann), expected, "{name}={value}: {reason}");
        }
    }
}
