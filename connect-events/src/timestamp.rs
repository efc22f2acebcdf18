//! Timestamps in the products' formats.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::de::{Error, IgnoredAny, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A timestamp in any of the formats that the products use:
///
/// | format | where |
/// |---|---|
/// | `2024-01-01T10:00:00.000+0000` | Jira |
/// | `2024-01-01T10:00:00.000Z`, `2024-01-01T10:00:00+00:00`, `2024-01-01T10:00Z` | Confluence, Jira Software, headers |
/// | `1704103200000`: milliseconds since 1970, as a number or as text | webhooks |
/// | `{ "iso8601": "…", "epochMillis": … }` | Jira Service Management |
///
/// It dereferences to a [`jiff::Timestamp`], which provides comparison, formatting and arithmetic.
/// That library is [re-exported](jiff); an app that shows local times adds it to its own
/// dependencies, with the time zones.
///
/// ```
/// use connect_events::Timestamp;
/// use connect_events::jiff::SignedDuration;
///
/// let [created, updated]: [Timestamp; 2] =
///     serde_json::from_str(r#"["2024-01-01T10:00:00.000+0000", 1704110400000]"#)?;
/// assert_eq!(created.to_string(), "2024-01-01T10:00:00Z");
/// assert!(created < updated);
/// assert_eq!(updated.duration_since(*created), SignedDuration::from_hours(2));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Deref for Timestamp {
    type Target = jiff::Timestamp;

    fn deref(&self) -> &jiff::Timestamp {
        &self.0
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(moment: jiff::Timestamp) -> Self {
        Self(moment)
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(moment: Timestamp) -> Self {
        moment.0
    }
}

/// Formatted as ISO 8601, in UTC; `{:.3}` includes milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Parsed from any of the products' text formats.
impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        if let Ok(milliseconds) = text.parse() {
            return jiff::Timestamp::from_millisecond(milliseconds).map(Self);
        }
        text.parse().map(Self)
    }
}

/// Serialized as text, in UTC.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a moment: ISO 8601 or milliseconds since 1970")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
        let wrong = |_| E::invalid_value(Unexpected::Str(text), &self);
        text.parse().map_err(wrong)
    }

    fn visit_i64<E: Error>(self, milliseconds: i64) -> Result<Timestamp, E> {
        let wrong = |_| E::invalid_value(Unexpected::Signed(milliseconds), &self);
        jiff::Timestamp::from_millisecond(milliseconds)
            .map(Timestamp)
            .map_err(wrong)
    }

    fn visit_u64<E: Error>(self, milliseconds: u64) -> Result<Timestamp, E> {
        match i64::try_from(milliseconds) {
            Ok(milliseconds) => self.visit_i64(milliseconds),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(milliseconds), &self)),
        }
    }

    /// Service Management writes a timestamp in four formats at once.
    fn visit_map<M: MapAccess<'de>>(self, mut written: M) -> Result<Timestamp, M::Error> {
        let mut found = None;
        while let Some(name) = written.next_key::<String>()? {
            match &*name {
                "epochMillis" | "iso8601" => found = Some(written.next_value()?),
                _ => {
                    written.next_value::<IgnoredAny>()?;
                }
            }
        }
        found.ok_or_else(|| M::Error::missing_field("epochMillis"))
    }
}
