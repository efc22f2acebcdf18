//! When a call is retried, and after how long.

use std::time::{Duration, SystemTime};

use connect_model::Method;
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use super::timer::Timer;

/// How calls are retried.
///
/// Without `Retry-After`, the n-th retry is made after between half of and the whole `base` × 2ⁿ⁻¹,
/// and not more than `longest`; with it, after that time and up to `base` later. The reset of a
/// limit (`X-RateLimit-Reset`) counts as `Retry-After` does. Source: "Rate limiting".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The maximum number of retries.
    pub times: u32,
    /// The wait before the first retry.
    pub base: Duration,
    /// The longest wait, unless the host asks for more.
    pub longest: Duration,
}

impl Default for Retry {
    /// Three times, from half a second to ten seconds.
    fn default() -> Self {
        Self {
            times: 3,
            base: Duration::from_millis(500),
            longest: Duration::from_secs(10),
        }
    }
}

impl Retry {
    /// Never retries.
    #[must_use]
    pub fn never() -> Self {
        Self {
            times: 0,
            ..Self::default()
        }
    }

    /// The wait before the retry with this number, counted from 0.
    pub(super) fn wait(&self, number: u32, asked: Option<Duration>, timer: &Timer) -> Duration {
        let jitter = timer.jitter();
        if let Some(asked) = asked {
            return asked + self.base.mul_f64(jitter);
        }
        let whole = self
            .base
            .saturating_mul(2_u32.saturating_pow(number))
            .min(self.longest);
        whole.mul_f64(0.5 + jitter / 2.0)
    }
}

/// Whether repeating the request has the same effect as sending it once (RFC 9110, section 9.2.2).
pub(super) fn is_idempotent(method: Method) -> bool {
    match method {
        Method::Get | Method::Put | Method::Delete => true,
        Method::Post | Method::Patch => false,
    }
}

/// Whether the status means that the host is busy.
pub(super) fn is_busy(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}

/// The value of `Retry-After`, in seconds or as a date; `None` if it is absent or unreadable.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match value.parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() => {
            Some(Duration::MAX)
        }
        Err(_) => {
            let date = httpdate::parse_http_date(value).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const NOW: u64 = 1_700_000_000; // Tue, 14 Nov 2023 22:13:20 GMT

    fn asked(value: &str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        retry_after(&headers, UNIX_EPOCH + Duration::from_secs(NOW)).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        assert_eq!(asked("7"), Some(7));
        assert_eq!(asked(" 0 "), Some(0));
        assert_eq!(asked("Tue, 14 Nov 2023 22:13:30 GMT"), Some(10));
        assert_eq!(asked("Tuesday, 14-Nov-23 22:13:30 GMT"), Some(10));
        // A date in the past means now.
        assert_eq!(asked("Mon, 13 Nov 2023 22:13:30 GMT"), Some(0));
        assert_eq!(asked("99999999999999999999999999"), Some(u64::MAX));
        for nonsense in ["", "soon", "-1", "1.5", "14 Nov 2023"] {
            assert_eq!(asked(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), UNIX_EPOCH), None);
    }

    #[test]
    fn waits_grow_and_are_spread_and_bounded() {
        let retry = Retry::default();
        let waits = |jitter, asked| {
            let timer = Timer::manual(jitter);
            [0, 1, 2, 9, 40].map(|number| retry.wait(number, asked, &timer).as_millis())
        };
        assert_eq!(waits(0.0, None), [250, 500, 1000, 5000, 5000]);
        assert_eq!(waits(1.0, None), [500, 1000, 2000, 10_000, 10_000]);
        let asked = Some(Duration::from_secs(7));
        assert_eq!(waits(0.0, asked), [7000; 5]);
        assert_eq!(waits(0.5, asked), [7250; 5]);
        let timer = Timer::real();
        for _ in 0..1000 {
            let wait = retry.wait(0, None, &timer).as_millis();
            assert!((250..=500).contains(&wait), "{wait}");
        }
    }

    #[test]
    fn post_is_not_idempotent() {
        let idempotent = Method::ALL
            .into_iter()
            .filter(|&method| is_idempotent(method));
        assert_eq!(
            idempotent.collect::<Vec<_>>(),
            [Method::Delete, Method::Get, Method::Put]
        );
    }
}
