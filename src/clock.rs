//! When it is: now, or the time of `SOURCE_DATE_EPOCH` where a run is to be repeatable, see
//! <https://reproducible-builds.org/specs/source-date-epoch/>.

use std::time::{SystemTime, UNIX_EPOCH};

/// The date in UTC, as YYYY-MM-DD.
pub fn today() -> String {
    date(seconds() / 86_400)
}

/// The time in UTC, in RFC 3339.
pub fn now() -> String {
    time(seconds())
}

/// The time `seconds` later, in RFC 3339.
pub fn later(seconds: u64) -> String {
    time(self::seconds().saturating_add(seconds))
}

/// The seconds since 1970.
pub fn seconds() -> u64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    given.unwrap_or(since.as_secs())
}

fn time(seconds: u64) -> String {
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!("{}T{hour:02}:{minute:02}:{:02}Z", date(day), second % 60)
}

/// The date of a day counted from 1970-01-01. Years begin in March here, so that a leap day is the
/// last day of its year, and 1461 days are four years.
fn date(days: u64) -> String {
    let days = days + 719_468; // since 0000-03-01
    let (era, day) = (days / 146_097, days % 146_097); // 400 years
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        for (day, expected, reason) in [
            (0, "1970-01-01", "the first"),
            (11_016, "2000-02-29", "a leap day in a year that 400 divides"),
            (11_017, "2000-03-01", "the day after"),
            (19_782, "2024-02-29", "a leap day"),
            (20_818, "2026-12-31", "the end of a year"),
            (47_540, "2100-02-28", "before the day that is left out"),
            (47_541, "2100-03-01", "and after it"),
        ] {
            assert_eq!(date(day), expected, "{reason}");
        }
    }

    #[test]
    fn seconds_have_times() {
        for (second, expected, reason) in [
            (0, "1970-01-01T00:00:00Z", "the first"),
            (86_399, "1970-01-01T23:59:59Z", "the last of a day"),
            (1_798_761_661, "2027-01-01T00:01:01Z", "one of each"),
        ] {
            assert_eq!(time(second), expected, "{reason}");
        }
    }
}
