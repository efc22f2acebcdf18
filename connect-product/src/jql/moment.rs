//! Times in a query: dates, times of day, and those relative to now.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp, ToSpan as _};

/// Parses a value as a time in milliseconds since 1970: `2026-01-05`, `"2026/01/05 09:30"`,
/// `-7d`, `4w 2d`.
pub(crate) fn read(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    if let Some(span) = relative(text) {
        return add(now, span);
    }
    let text = text.replace('/', "-");
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, Some(time)),
        None => (text.as_str(), None),
    };
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let date = Date::new(year, month, day).ok()?;
    let time = match time {
        Some(time) => {
            let (hour, minute) = time.split_once(':')?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?
        }
        None => Time::midnight(),
    };
    millis(date.to_datetime(time))
}

/// `-7d`, `+1w 2d`, `3M`: a sign, numbers and units.
fn relative(text: &str) -> Option<Span> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut span = Span::new();
    let mut any = false;
    for part in rest.split_ascii_whitespace() {
        let digits = part.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
        let number: i64 = digits
            .parse()
            .ok()
            .filter(|it| (0..=100_000).contains(it))?;
        let unit = part.get(digits.len()..)?;
        span = match unit {
            "y" => span.try_years(number),
            "M" => span.try_months(number),
            "w" => span.try_weeks(number),
            "d" => span.try_days(number),
            "h" => span.try_hours(number),
            "m" => span.try_minutes(number),
            _ => return None,
        }
        .ok()?;
        any = true;
    }
    let span = if negative { span.negate() } else { span };
    any.then_some(span)
}

fn civil(millis: i64) -> Option<DateTime> {
    let moment = Timestamp::from_millisecond(millis).ok()?;
    Some(Offset::UTC.to_datetime(moment))
}

fn millis(moment: DateTime) -> Option<i64> {
    let moment = Offset::UTC.to_timestamp(moment).ok()?;
    Some(moment.as_millisecond())
}

fn add(at: i64, span: Span) -> Option<i64> {
    millis(civil(at)?.checked_add(span).ok()?)
}

/// The time of a function: `now()`, `startOfDay(-1d)`, `endOfMonth()`.
pub(crate) fn function(name: &str, arguments: &[String], now: i64) -> Option<i64> {
    let name = name.to_ascii_lowercase();
    if name == "now" {
        return Some(now);
    }
    let (end, unit) = match name.strip_prefix("startof") {
        Some(unit) => (false, unit.to_owned()),
        None => (true, name.strip_prefix("endof")?.to_owned()),
    };
    let at = civil(now)?;
    let date = at.date();
    let first = match unit.as_str() {
        "day" => date,
        "week" => {
            let days = i64::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(days.days()).ok()?
        }
        "month" => date.first_of_month(),
        "year" => date.first_of_year(),
        _ => return None,
    };
    let length = match unit.as_str() {
        "day" => 1.day(),
        "week" => 1.week(),
        "month" => 1.month(),
        _ => 1.year(),
    };
    let mut moment = first.to_datetime(Time::midnight());
    if let Some(argument) = arguments.first() {
        // A number alone is in the function's own unit: `startOfMonth(-1)`.
        let span = match argument.parse::<i64>() {
            Ok(number) => length.checked_mul(number).ok()?,
            Err(_) => relative(argument)?,
        };
        moment = moment.checked_add(span).ok()?;
    }
    if end {
        moment = moment.checked_add(length).ok()?;
        return Some(millis(moment)? - 1);
    }
    millis(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-07T10:30:00Z, a Wednesday.
    const NOW: i64 = 1_767_781_800_000;
    const HOUR: i64 = 3_600_000;

    #[test]
    fn moments_are_absolute_or_relative() {
        assert_eq!(read("-1d", NOW), Some(NOW - 24 * HOUR));
        assert_eq!(read("1w 2h", NOW), Some(NOW + 170 * HOUR));
        assert_eq!(read("2026-01-07", NOW), Some(NOW - HOUR * 21 / 2));
        assert_eq!(read("2026/1/7 10:30", NOW), Some(NOW));
        for wrong in ["", "yesterday", "2026-02-30", "2026-01-07 25:00", "-", "3x"] {
            assert_eq!(read(wrong, NOW), None, "{wrong}");
        }
    }

    #[test]
    fn functions_round_to_their_unit() {
        let none: [String; 0] = [];
        let midnight = NOW - HOUR * 21 / 2;
        assert_eq!(function("startOfDay", &none, NOW), Some(midnight));
        assert_eq!(
            function("endOfDay", &none, NOW),
            Some(midnight + 24 * HOUR - 1)
        );
        assert_eq!(
            function("startOfWeek", &none, NOW),
            Some(midnight - 48 * HOUR)
        );
        assert_eq!(
            function("startOfMonth", &none, NOW),
            read("2026-01-01", NOW)
        );
        assert_eq!(
            function("startOfYear", &["-1".to_owned()], NOW),
            read("2025-01-01", NOW)
        );
        assert_eq!(
            function("startOfDay", &["+1d".to_owned()], NOW),
            Some(midnight + 24 * HOUR)
        );
        assert_eq!(function("startOfTea", &none, NOW), None);
    }
}
