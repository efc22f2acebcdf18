//! Times as Confluence writes them.

/// `2026-01-05T09:30:00.000Z`.
pub(super) fn moment(millis: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
