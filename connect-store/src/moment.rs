//! Times as stored in rows: in whole seconds since 1970.

use std::time::{SystemTime, UNIX_EPOCH};

use super::KEPT_SUPERSEDED;

pub(crate) fn now() -> i64 {
    seconds(SystemTime::now())
}

pub(crate) fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Whether the secrets of a row that was superseded at this time are still usable for a reinstall.
pub(crate) fn is_kept(superseded_at: i64, now: i64) -> bool {
    superseded_at > now.saturating_sub_unsigned(KEPT_SUPERSEDED.as_secs())
}
