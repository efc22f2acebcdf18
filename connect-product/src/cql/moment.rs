//! Times in queries: dates, and functions that are relative to now.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A time in milliseconds since 1970, and the length of the day that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) begins: i64,
    /// In milliseconds; 0 for a value with a time of day.
    pub(super) lasts: i64,
}

/// `2026-01-05`, `2026/01/05`, either with ` 09:30`.
pub(super) fn literal(text: &str) -> Option<Moment> {
    let text = text.trim().replace('/', "-");
    let begins = |moment: DateTime| Some(millis(moment));
    if let Ok(date) = Date::strptime("%Y-%m-%d", &text) {
        return Some(Moment {
            begins: begins(date.into())?,
            lasts: DAY,
        });
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
    let moment = forms
        .iter()
        .find_map(|form| DateTime::strptime(form, &text).ok())?;
    Some(Moment {
        begins: begins(moment)?,
        lasts: 0,
    })
}

/// `now("-4w")`, `startOfMonth()` and the like; `None` for another function, or an invalid increment.
pub(super) fn function(name: &str, given: &[String], now: i64) -> Option<Moment> {
    let now = civil(now)?;
    let day = DateTime::from(now.date());
    let begins = match name.strip_prefix("startof").or(name.strip_prefix("endof")) {
        None if name == "now" => now,
        Some("day") => day,
        Some("week") => {
            let since = i64::from(now.weekday().to_sunday_zero_offset());
            day.checked_sub(since.days()).ok()?
        }
        Some("month") => DateTime::from(now.date().first_of_month()),
        Some("year") => DateTime::from(now.date().first_of_year()),
        _ => return None,
    };
    let ends = match name.strip_prefix("endof") {
        Some("day") => Some(1.day()),
        Some("week") => Some(1.week()),
        Some("month") => Some(1.month()),
        Some("year") => Some(1.year()),
        _ => None,
    };
    let mut moment = begins;
    if let Some(length) = ends {
        let next = begins.checked_add(length).ok()?;
        moment = next.checked_sub(1.millisecond()).ok()?;
    }
    if let Some(by) = given.first() {
        moment = moment.checked_add(increment(by)?).ok()?;
    }
    Some(Moment {
        begins: millis(moment),
        lasts: 0,
    })
}

/// `-4w`, `+2d`, `3h`: years, months, weeks, days, hours, minutes.
fn increment(text: &str) -> Option<Span> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i32 = number.strip_prefix('+').unwrap_or(number).parse().ok()?;
    let span = Span::new();
    match unit {
        "y" => span.try_years(number),
        "M" => span.try_months(number),
        "w" => span.try_weeks(number),
        "d" => span.try_days(number),
        "h" => span.try_hours(number),
        "m" => span.try_minutes(number),
        _ => return None,
    }
    .ok()
}

fn civil(millis: i64) -> Option<DateTime> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_millisecond(millis).ok()?))
}

fn millis(moment: DateTime) -> i64 {
    let moment = TimeZone::UTC.to_timestamp(moment);
    moment.map_or(0, Timestamp::as_millisecond)
}
