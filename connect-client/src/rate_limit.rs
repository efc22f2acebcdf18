//! The host's rate limits: what a response states about them, and which calls a limit applies to.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_model::Method;
use http::{HeaderMap, StatusCode};

use super::retry::retry_after;

/// The longest wait that is honoured. The platform's longest window is an hour; a faulty response
/// must not stop a tenant's calls for the day.
pub(super) const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);

/// The rate limit headers of a response. Source: "Rate limiting", "Rate limit related headers".
///
/// ```
/// use connect_client::{RateLimit, RateLimitReason};
/// use http::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-ratelimit-remaining", "0".parse()?);
/// headers.insert("ratelimit-reason", "jira-burst-based".parse()?);
/// let limit = RateLimit::of(&headers);
/// assert_eq!(limit.remaining, Some(0));
/// assert_eq!(limit.reason, Some(RateLimitReason::Burst));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The size of the limit: `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// How much of it is left: `X-RateLimit-Remaining`.
    pub remaining: Option<u64>,
    /// Whether less than a fifth of it is left: `X-RateLimit-NearLimit`.
    pub near_limit: bool,
    /// When it resets, in a 429 response: `X-RateLimit-Reset`.
    pub reset: Option<SystemTime>,
    /// Which limit was reached, in a 429 response: `RateLimit-Reason`.
    pub reason: Option<RateLimitReason>,
}

/// The host's limit that was reached, which determines the calls that have to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateLimitReason {
    /// `jira-quota-global-based`: the app's points for this hour, on all sites. All calls wait.
    GlobalQuota,
    /// `jira-quota-tenant-based`: the app's points for this hour on this site. All calls wait.
    TenantQuota,
    /// `jira-burst-based`: requests per second of one method at one path. Only these wait.
    Burst,
    /// `jira-per-issue-on-write`: changes to one issue. Only these wait.
    WritesToOneIssue,
    /// An unknown reason.
    Other(Box<str>),
}

impl RateLimit {
    /// Parses a response's headers. Fields that are absent or unreadable are `None`.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name| Some(headers.get(name)?.to_str().ok()?.trim());
        let number = |name| text(name)?.parse().ok();
        Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            near_limit: text("x-ratelimit-nearlimit")
                .is_some_and(|near| near.eq_ignore_ascii_case("true")),
            reset: text("x-ratelimit-reset").and_then(moment),
            reason: text("ratelimit-reason")
                .filter(|reason| !reason.is_empty())
                .map(RateLimitReason::of),
        }
    }

    /// When the reached limit resets. If some of this limit is left, another one was reached, about
    /// which nothing is known.
    fn reached_until(&self) -> Option<SystemTime> {
        self.reset
            .filter(|_| self.remaining.is_none_or(|left| left == 0))
    }
}

impl RateLimitReason {
    fn of(word: &str) -> Self {
        match word {
            "jira-quota-global-based" => Self::GlobalQuota,
            "jira-quota-tenant-based" => Self::TenantQuota,
            "jira-burst-based" => Self::Burst,
            "jira-per-issue-on-write" => Self::WritesToOneIssue,
            other => Self::Other(other.into()),
        }
    }
}

/// `2026-04-22T09:05Z`, with or without seconds, or seconds or milliseconds since 1970.
fn moment(text: &str) -> Option<SystemTime> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse().ok()?;
        // Seconds have twelve digits from the year 5138 on.
        let since = match text.len() {
            ..12 => Duration::from_secs(number),
            _ => Duration::from_millis(number),
        };
        return UNIX_EPOCH.checked_add(since);
    }
    let moment: jiff::Timestamp = text.parse().ok()?;
    moment.try_into().ok()
}

/// When a busy host accepts the call again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// How long it asks to wait, capped at the longest wait that is honoured.
    pub(super) wait: Duration,
    /// When the wait ends, as stated by the host.
    pub(super) until: SystemTime,
}

/// The wait that a busy host asks for: `Retry-After`, or else the reset of the limit that a 429 is
/// about; `None` if it states neither, or a time in the past. `now` is in seconds since 1970.
pub(super) fn asked(
    status: StatusCode,
    headers: &HeaderMap,
    limit: &RateLimit,
    now: i64,
) -> Option<Asked> {
    let now = UNIX_EPOCH + Duration::from_secs(u64::try_from(now).unwrap_or_default());
    if let Some(wait) = retry_after(headers, now) {
        let until = now.checked_add(wait)?;
        let wait = wait.min(LONGEST);
        return Some(Asked { wait, until });
    }
    let until = limit
        .reached_until()
        .filter(|_| status == StatusCode::TOO_MANY_REQUESTS)?;
    let wait = until.duration_since(now).ok()?;
    (!wait.is_zero()).then_some(Asked {
        wait: wait.min(LONGEST),
        until,
    })
}

/// The properties of a call by which limits distinguish it from others of its tenant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) method: Method,
    pub(super) template: &'a Cow<'static, str>,
    /// The issue that it is about, as in its path.
    pub(super) issue: Option<&'a str>,
}

/// The calls of a tenant that a limit applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lane {
    /// All calls.
    Tenant,
    /// Calls that change something.
    Writes,
    /// Calls with one method to one path.
    Endpoint(Method, Cow<'static, str>),
    /// Calls that change this issue.
    Issue(Box<str>),
}

impl Lane {
    /// The calls that a busy host's response to this one affects.
    pub(super) fn of(
        status: StatusCode,
        reason: Option<&RateLimitReason>,
        place: Place<'_>,
    ) -> Self {
        if status != StatusCode::TOO_MANY_REQUESTS {
            return Self::Tenant;
        }
        let endpoint = || Self::Endpoint(place.method, place.template.clone());
        match reason {
            Some(RateLimitReason::Burst) => endpoint(),
            Some(RateLimitReason::WritesToOneIssue) => match place.issue {
                Some(issue) => Self::Issue(issue.into()),
                None => endpoint(),
            },
            Some(RateLimitReason::GlobalQuota | RateLimitReason::TenantQuota) => Self::Tenant,
            // Methods are counted separately wherever the platform documents how it counts. If this
            // is a limit of another kind, the response to the next read shows it, and then all calls
            // wait.
            Some(RateLimitReason::Other(_)) | None if place.method != Method::Get => Self::Writes,
            Some(RateLimitReason::Other(_)) | None => Self::Tenant,
        }
    }

    /// Whether a call is in the lane.
    pub(super) fn has(&self, place: Place<'_>) -> bool {
        match self {
            Self::Tenant => true,
            Self::Writes => place.method != Method::Get,
            Self::Endpoint(method, template) => {
                *method == place.method && template == place.template
            }
            Self::Issue(issue) => place.method != Method::Get && place.issue == Some(issue),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;
    use http::header::RETRY_AFTER;

    use super::*;

    /// 2026-04-22T08:55:00Z.
    const NOW: i64 = 1_776_848_100;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), value.parse().unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    fn wait(status: u16, pairs: &[(&'static str, &str)]) -> Option<u64> {
        let headers = headers(pairs);
        let status = StatusCode::from_u16(status).unwrap();
        asked(status, &headers, &RateLimit::of(&headers), NOW).map(|asked| asked.wait.as_secs())
    }

    #[test]
    fn the_end_of_the_window_counts_if_there_is_no_retry_after() {
        const RESET: &str = "x-ratelimit-reset";
        const LEFT: &str = "x-ratelimit-remaining";
        for text in [
            "2026-04-22T09:05Z",
            "2026-04-22T09:05:00Z",
            "2026-04-22T09:05:00.000+0000",
            "2026-04-22T11:05+02:00",
            "1776848700",
            "1776848700000",
        ] {
            assert_eq!(
                wait(429, &[(LEFT, "0"), (RESET, text)]),
                Some(600),
                "{text}"
            );
            assert_eq!(wait(429, &[(RESET, text)]), Some(600), "{text}");
            // Another limit was reached, or none.
            assert_eq!(wait(429, &[(LEFT, "7"), (RESET, text)]), None, "{text}");
            assert_eq!(wait(503, &[(LEFT, "0"), (RESET, text)]), None, "{text}");
            let both = [(LEFT, "0"), (RESET, text), ("retry-after", "7")];
            assert_eq!(wait(429, &both), Some(7), "{text}");
        }
        for over in ["2026-04-22T08:55Z", "2026-04-22T08:54:59Z", "0"] {
            assert_eq!(wait(429, &[(RESET, over)]), None, "{over}");
        }
        for nonsense in ["", "soon", "2026-04-22", "-1", "99999999999999999999"] {
            assert_eq!(wait(429, &[(RESET, nonsense)]), None, "{nonsense}");
        }
        assert_eq!(
            wait(429, &[(RESET, "2036-04-22T09:05Z")]),
            Some(LONGEST.as_secs())
        );
    }

    #[test]
    fn what_the_host_reported_is_kept_though_less_is_honoured() {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, "86400".parse().unwrap())]);
        let limit = RateLimit::default();
        let asked = asked(StatusCode::TOO_MANY_REQUESTS, &headers, &limit, NOW).unwrap();
        assert_eq!(asked.wait, LONGEST);
        let day = Duration::from_secs(NOW.unsigned_abs() + 86_400);
        assert_eq!(asked.until, UNIX_EPOCH + day);
    }

    #[test]
    fn a_limit_is_about_the_calls_that_it_counts() {
        let place = |method, template, issue| Place {
            method,
            template,
            issue,
        };
        let issue = &Cow::Borrowed("/issue/{issueIdOrKey}");
        let comment = &Cow::Borrowed("/issue/{issueIdOrKey}/comment");
        let refused = place(Method::Post, comment, Some("A-1"));
        let others = [
            refused,
            place(Method::Post, comment, Some("A-2")),
            place(Method::Put, issue, Some("A-1")),
            place(Method::Get, comment, Some("A-1")),
            place(Method::Get, issue, Some("A-2")),
        ];
        for (reason, waits) in [
            (Some("jira-quota-tenant-based"), [true; 5]),
            (Some("jira-quota-global-based"), [true; 5]),
            (Some("jira-burst-based"), [true, true, false, false, false]),
            (
                Some("jira-per-issue-on-write"),
                [true, false, true, false, false],
            ),
            (Some("new"), [true, true, true, false, false]),
            (None, [true, true, true, false, false]),
        ] {
            let word = reason.map(RateLimitReason::of);
            let busy = StatusCode::TOO_MANY_REQUESTS;
            let lane = Lane::of(busy, word.as_ref(), refused);
            assert_eq!(others.map(|place| lane.has(place)), waits, "{reason:?}");
            let lane = Lane::of(StatusCode::SERVICE_UNAVAILABLE, None, refused);
            assert_eq!(lane, Lane::Tenant);
        }
        let read = place(Method::Get, issue, None);
        let lane = Lane::of(StatusCode::TOO_MANY_REQUESTS, None, read);
        assert_eq!(lane, Lane::Tenant);
    }
}
