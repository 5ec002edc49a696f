//! Schedules of a `CronJob`, as `cron.ParseStandard` of github.com/robfig/cron v3 reads them, which the
//! API server and the controller use.

/// Why a schedule is refused, or comes true never.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ScheduleFault<'a> {
    /// It names a time zone, which has a field of its own.
    Zone,
    /// It has so many fields, and not five.
    Fields(usize),
    /// It is no shorthand such as `@daily`.
    Shorthand,
    /// This part cannot stand in the field of this number, from 1, whose values go from `low` to `high`.
    Part { part: &'a str, number: usize, low: u32, high: u32 },
    /// No date is such a day.
    Never,
}

struct Field {
    low: u32,
    high: u32,
    /// What the values are called, from `low` upwards.
    names: &'static [&'static str],
}

static FIELDS: [Field; 5] = [
    Field { low: 0, high: 59, names: &[] },
    Field { low: 0, high: 23, names: &[] },
    Field { low: 1, high: 31, names: &[] },
    Field {
        low: 1,
        high: 12,
        names: &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    },
    Field { low: 0, high: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const SHORTHANDS: [&str; 7] =
    ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const EVERY: &str = "@every ";
const UNITS: [&str; 8] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];

/// The days of each month, the leap day included.
const DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The values of a field.
#[derive(Clone, Copy, Default)]
struct Values {
    /// A bit for each.
    bits: u64,
    /// Whether it holds a star that lets every value through.
    star: bool,
}

/// What is wrong with a schedule.
pub(crate) fn schedule_fault(schedule: &str) -> Option<ScheduleFault<'_>> {
    if schedule.contains("TZ") {
        return Some(ScheduleFault::Zone);
    }
    if schedule.starts_with('@') {
        let known =
            SHORTHANDS.contains(&schedule) || schedule.strip_prefix(EVERY).is_some_and(is_duration);
        return (!known).then_some(ScheduleFault::Shorthand);
    }
    let parts: Vec<&str> = schedule.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Some(ScheduleFault::Fields(parts.len()));
    }
    let mut all = [Values::default(); FIELDS.len()];
    for (index, (text, field)) in parts.iter().zip(&FIELDS).enumerate() {
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let Some(values) = field.values(part) else {
                let (number, low, high) = (index + 1, field.low, field.high);
                return Some(ScheduleFault::Part { part, number, low, high });
            };
            all[index].bits |= values.bits;
            all[index].star |= values.star;
        }
    }
    (!comes_true(all)).then_some(ScheduleFault::Never)
}

impl Field {
    /// The values of `a`, `a-b`, `*`, and each of these with `/step`.
    fn values(&self, part: &str) -> Option<Values> {
        let (range, step) =
            part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        let (first, last) = range.split_once('-').map_or((range, None), |(a, b)| (a, Some(b)));
        let is_star = ["*", "?"].contains(&first);
        let low = if is_star { self.low } else { self.value(first)? };
        let high = match (is_star, last) {
            (true, _) => self.high,
            (false, Some(last)) => self.value(last)?,
            // `5/15` goes on to the end.
            (false, None) if step.is_some() => self.high,
            (false, None) => low,
        };
        let step = step.map_or(Some(1), |step| step.parse::<usize>().ok())?;
        if step == 0 || low < self.low || high > self.high || low > high {
            return None;
        }
        let bits = (low..=high).step_by(step).fold(0, |bits, value| bits | 1 << value);
        Some(Values { bits, star: is_star && step == 1 })
    }

    fn value(&self, text: &str) -> Option<u32> {
        let named = (self.low..).zip(self.names).find(|(_, name)| text.eq_ignore_ascii_case(name));
        named.map(|(value, _)| value).or_else(|| text.parse().ok())
    }
}

/// Whether there is a time with all of these values. With a star for the day of the month or of the
/// week both must fit; else one of the two is enough.
fn comes_true([minute, hour, day, month, weekday]: [Values; 5]) -> bool {
    let has = |values: Values, value: u32| values.bits & 1 << value != 0;
    let in_month = |(number, days)| has(month, number) && (1..=days).any(|number| has(day, number));
    let by_day = (1..).zip(DAYS).any(in_month);
    let by_weekday = month.bits != 0 && weekday.bits != 0;
    let on_a_day =
        if day.star || weekday.star { by_day && by_weekday } else { by_day || by_weekday };
    minute.bits != 0 && hour.bits != 0 && on_a_day
}

/// Whether this is a duration to Go: `1h30m`, `1.5s`.
fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut any = false;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        let (unit, next) = after.split_at(after.find(is_number).unwrap_or(after.len()));
        let is_written = number.contains(|c: char| c.is_ascii_digit());
        if !is_written || number.matches('.').count() > 1 || !UNITS.contains(&unit) {
            return false;
        }
        (any, rest) = (true, next);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::ScheduleFault::{Fields, Never, Part, Shorthand, Zone};
    use super::*;

    fn part(part: &str, number: usize) -> ScheduleFault<'_> {
        let Field { low, high, .. } = FIELDS[number - 1];
        Part { part, number, low, high }
    }

    #[test]
    fn schedules_are_read_as_the_controller_does() {
        for (schedule, expected, reason) in [
            ("* * * * *", None, "always"),
            ("0 3 * * ?", None, "a question mark is a star"),
            ("0,30 8-18/2 1 JAN-Mar mon,fri", None, "lists, ranges, steps and names"),
            ("  5\t4 * *  * ", None, "any white space"),
            ("5/15 * * * *", None, "from 5 to the end"),
            ("*/99 * * * *", None, "a step beyond the end is the first value"),
            ("*-7 * * * *", None, "what follows a star is not looked at"),
            ("+5 * * * *", None, "a sign, as Go has it"),
            ("0 0 1,,2 * *", None, "an empty item"),
            ("60 * * * *", Some(part("60", 1)), "too large"),
            ("0 24 * * *", Some(part("24", 2)), "midnight is 0"),
            ("0 0 0 * *", Some(part("0", 3)), "days begin with 1"),
            ("0 0 * 13 *", Some(part("13", 4)), "there are 12 months"),
            ("0 0 * * 7", Some(part("7", 5)), "Sunday is 0 only"),
            ("0 0 * * 1,8", Some(part("8", 5)), "the one that is wrong"),
            ("0 0 L * *", Some(part("L", 3)), "what other crons have"),
            ("0 0 * * fri#2", Some(part("fri#2", 5)), "what other crons have"),
            ("0 0 * january *", Some(part("january", 4)), "names have three letters"),
            ("30-10 * * * *", Some(part("30-10", 1)), "falling"),
            ("1-2-3 * * * *", Some(part("1-2-3", 1)), "two dashes"),
            ("*/0 * * * *", Some(part("*/0", 1)), "no step"),
            ("*/5/5 * * * *", Some(part("*/5/5", 1)), "two steps"),
            ("*/x * * * *", Some(part("*/x", 1)), "no number"),
            ("-5 * * * *", Some(part("-5", 1)), "negative"),
            ("0 0 * *", Some(Fields(4)), "too few"),
            ("0 0 0 * * *", Some(Fields(6)), "with seconds"),
            ("", Some(Fields(0)), "none"),
            ("@daily", None, "a shorthand"),
            ("@every 1h30m", None, "an interval"),
            ("@every 1.5s", None, "with a fraction"),
            ("@every 0", None, "which is a second in the end"),
            ("@every 90", Some(Shorthand), "an interval without unit"),
            ("@every 1d", Some(Shorthand), "Go has no days"),
            ("@every .s", Some(Shorthand), "no digit"),
            ("@every", Some(Shorthand), "no interval"),
            ("@Daily", Some(Shorthand), "letters count"),
            ("@reboot", Some(Shorthand), "what other crons have"),
            ("TZ=UTC 0 3 * * *", Some(Zone), "a zone"),
            ("CRON_TZ=Asia/Shanghai 0 3 * * *", Some(Zone), "a zone"),
            ("0 0 30 2 *", Some(Never), "no such date"),
            ("0 0 31 feb,apr,jun,sep,nov *", Some(Never), "none of these is so long"),
            ("0 0 29 2 *", None, "a leap day"),
            ("0 0 31 * *", None, "some months are"),
            ("0 0 30 2 1", None, "or any Monday in February"),
            ("0 0 30 2 */2", None, "a star with a step is none"),
            ("0 0 */31 2 *", None, "the first"),
            (", * * * *", Some(Never), "no minute"),
        ] {
            assert_eq!(schedule_fault(schedule), expected, "{schedule}: {reason}");
        }
    }
}
