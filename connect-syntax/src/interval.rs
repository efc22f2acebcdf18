//! How often something runs: `"90s"`, `"15m"`, `"1h"`, `"7d"`.

use std::time::Duration;

/// The units, each with its seconds and the words that people use for it.
const UNITS: [(&str, u64, &[&str]); 5] = [
    ("s", 1, &["sec", "secs", "second", "seconds"]),
    (
        "m",
        60,
        &["min", "mins", "minute", "minutes", "minutely", "'"],
    ),
    ("h", 3600, &["hr", "hrs", "hour", "hours", "hourly"]),
    ("d", 86_400, &["day", "days", "daily"]),
    ("w", 604_800, &["week", "weeks", "weekly"]),
];

/// The shortest interval: a run starts a job for each tenant, and an app may have ten thousand.
pub const SHORTEST: Duration = Duration::from_secs(60);

/// The longest interval, a year.
pub const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// What is wrong with an interval, and what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntervalFault {
    /// It is not a number followed by a unit.
    Unreadable {
        /// What to write instead.
        meant: String,
    },
    /// It is shorter than [`SHORTEST`].
    TooShort,
    /// It is longer than [`LONGEST`].
    TooLong,
}

/// Parses an interval.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(connect_syntax::interval::read("15m"), Ok(Duration::from_secs(900)));
/// assert!(connect_syntax::interval::read("hourly").is_err());
/// ```
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<Duration, IntervalFault> {
    let exact = text
        .split_at_checked(text.len().saturating_sub(1))
        .and_then(|(number, unit)| {
            let (_, seconds, _) = UNITS.iter().find(|(name, ..)| *name == unit)?;
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            // A number that doesn't fit is too long in any unit.
            digits.then(|| {
                number
                    .parse::<u64>()
                    .unwrap_or(u64::MAX)
                    .saturating_mul(*seconds)
            })
        });
    let Some(seconds) = exact else {
        return Err(IntervalFault::Unreadable { meant: meant(text) });
    };
    match Duration::from_secs(seconds) {
        short if short < SHORTEST => Err(IntervalFault::TooShort),
        long if long > LONGEST => Err(IntervalFault::TooLong),
        interval => Ok(interval),
    }
}

/// The interval that was probably meant: `1h` for `1 hour`, `hourly` and `every hour`.
fn meant(text: &str) -> String {
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let number = digits.trim_start_matches('0');
    let number = if number.is_empty() { "1" } else { number };
    let lower = text.to_lowercase();
    let mut words = lower
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .filter(|word| !word.is_empty());
    let unit = words.find_map(|word| {
        UNITS
            .iter()
            .find(|(name, _, words)| *name == word || words.contains(&word))
    });
    unit.map_or_else(|| "1h".to_owned(), |(name, ..)| format!("{number}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit() {
        for (text, seconds) in [
            ("60s", 60),
            ("15m", 900),
            ("1h", 3600),
            ("7d", 604_800),
            ("2w", 1_209_600),
        ] {
            assert_eq!(read(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(read("59s"), Err(IntervalFault::TooShort));
        assert_eq!(read("0h"), Err(IntervalFault::TooShort));
        assert_eq!(read("53w"), Err(IntervalFault::TooLong));
        assert_eq!(read("99999999999999999999w"), Err(IntervalFault::TooLong));
    }

    #[test]
    fn the_suggestion_is_itself_an_interval() {
        for (text, wanted) in [
            ("1 hour", "1h"),
            ("hourly", "1h"),
            ("every 30 minutes", "30m"),
            ("daily", "1d"),
            ("2H", "2h"),
            ("3600", "1h"),
            ("", "1h"),
            ("PT15M", "15m"),
            ("1h 30m", "1h"),
            ("1,5h", "1h"),
            ("ä", "1h"),
            ("* * * * *", "1h"),
        ] {
            let Err(IntervalFault::Unreadable { meant }) = read(text) else {
                unreachable!("{text:?} is not an interval")
            };
            assert_eq!(meant, wanted, "{text:?}");
            assert!(read(&meant).is_ok(), "{meant}");
        }
    }
}
