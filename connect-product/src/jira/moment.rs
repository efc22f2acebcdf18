//! Times as Jira writes and reads them.

use jiff::Timestamp;

/// `2026-01-05T09:30:00.000+0000`, the format of Jira's platform API.
pub(crate) fn platform(millis: i64) -> String {
    written(millis, "%Y-%m-%dT%H:%M:%S%.3f+0000")
}

/// `2026-01-05T09:30:00.000Z`, the format of Jira Software's API.
pub(crate) fn software(millis: i64) -> String {
    written(millis, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// `2026-01-05`.
pub(crate) fn date(millis: i64) -> String {
    written(millis, "%Y-%m-%d")
}

/// `05/Jan/26 9:30 AM`, for people.
pub(crate) fn friendly(millis: i64) -> String {
    written(millis, "%d/%b/%y %-I:%M %p")
}

fn written(millis: i64, format: &str) -> String {
    let moment = Timestamp::from_millisecond(millis).unwrap_or_default();
    moment.strftime(format).to_string()
}

/// Parses a time with an offset, in any of the formats above.
pub(crate) fn read(text: &str) -> Option<i64> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M:%S%.f%:z"];
    let by_form = || {
        forms
            .iter()
            .find_map(|form| Timestamp::strptime(form, text).ok())
    };
    let moment = text.parse().ok().or_else(by_form)?;
    Some(moment.as_millisecond())
}

/// Whether the text is a date: `2026-01-05`.
pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// `1w 2d 3h 30m` in seconds: a week has five days of eight hours. A number alone means minutes.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let mut sum = 0_i64;
    let mut parts = text.split_ascii_whitespace().peekable();
    parts.peek()?;
    for part in parts {
        let digits = part.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
        let number: i64 = digits.parse().ok().filter(|number| *number >= 0)?;
        let seconds = match part.get(digits.len()..)? {
            "w" => 5 * 8 * 3600,
            "d" => 8 * 3600,
            "h" => 3600,
            "m" | "" => 60,
            "s" => 1,
            _ => return None,
        };
        sum = sum.checked_add(number.checked_mul(seconds)?)?;
    }
    Some(sum)
}

/// Formats seconds as `1w 2d 3h 30m`.
pub(crate) fn duration_text(seconds: i64) -> String {
    let mut rest = seconds / 60;
    let mut parts = Vec::new();
    for (unit, minutes) in [("w", 2400), ("d", 480), ("h", 60), ("m", 1)] {
        if rest >= minutes {
            parts.push(format!("{}{unit}", rest / minutes));
            rest %= minutes;
        }
    }
    if parts.is_empty() {
        return "0m".to_owned();
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_are_written() {
        let millis = 1_767_605_400_123;
        assert_eq!(platform(millis), "2026-01-05T09:30:00.123+0000");
        assert_eq!(software(millis), "2026-01-05T09:30:00.123Z");
        for text in [
            "2026-01-05T09:30:00.123+0000",
            "2026-01-05T09:30:00.123Z",
            "2026-01-05T10:30:00.123+01:00",
        ] {
            assert_eq!(read(text), Some(millis), "{text}");
        }
        assert_eq!(read("yesterday"), None);
        assert!(is_date("2026-02-28") && !is_date("2026-02-30"));
    }

    #[test]
    fn durations_count_working_days() {
        assert_eq!(duration("1w 1d 1h 1m"), Some(144_000 + 28_800 + 3600 + 60));
        assert_eq!(duration("90"), Some(5400));
        assert_eq!(duration("soon"), None);
        assert_eq!(duration(""), None);
        assert_eq!(duration_text(176_460), "1w 1d 1h 1m");
        assert_eq!(duration_text(0), "0m");
    }
}
