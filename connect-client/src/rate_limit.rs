//! What a response says about the host's limits, and which calls a limit is about.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_model::Method;
use http::{HeaderMap, StatusCode};

use super::retry::retry_after;

/// The longest wait that is honoured. The platform's longest window is an hour; one odd response
/// must not stop a tenant's calls for the day.
pub(super) const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);

/// What a response says about the host's limits. Source: "Rate limiting", "Rate limit related
/// headers".
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
    /// How much the limit allows: `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// How much of it is left: `X-RateLimit-Remaining`.
    pub remaining: Option<u64>,
    /// Whether less than a fifth of it is left: `X-RateLimit-NearLimit`.
    pub near_limit: bool,
    /// When it begins again, of a response with 429: `X-RateLimit-Reset`.
    pub reset: Option<SystemTime>,
    /// Which limit it is, of a response with 429: `RateLimit-Reason`.
    pub reason: Option<RateLimitReason>,
}

/// Which of the host's limits is reached, and so which calls have to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateLimitReason {
    /// `jira-quota-global-based`: the app's points for this hour, on all sites. Everything waits.
    GlobalQuota,
    /// `jira-quota-tenant-based`: the app's points for this hour on this site. Everything waits.
    TenantQuota,
    /// `jira-burst-based`: requests per second of one method at one path. Only these wait.
    Burst,
    /// `jira-per-issue-on-write`: changes of one issue. Only these wait.
    WritesToOneIssue,
    /// Another word.
    Other(Box<str>),
}

impl RateLimit {
    /// Reads a response's headers. What is absent or unreadable is `None`.
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

    /// When the reached limit begins again. With something left of it, it is another limit that is
    /// reached, and nothing is known of that one.
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

/// When a busy host lets the call in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// How long it asks to wait, and no longer than is honoured.
    pub(super) wait: Duration,
    /// When the wait is over, as the host says it.
    pub(super) until: SystemTime,
}

/// What a busy host asks for: `Retry-After`, else the end of the limit that a 429 is about; `None`
/// when it says nothing, or a moment that is over. `now` is in seconds since 1970.
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

/// A call, as far as limits distinguish it from others of its tenant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) method: Method,
    pub(super) template: &'a Cow<'static, str>,
    /// The issue that it is about, as its path has it.
    pub(super) issue: Option<&'a str>,
}

/// Those calls of a tenant that one limit is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lane {
    /// All of them.
    Tenant,
    /// Those that change something.
    Writes,
    /// Those of one method at one path.
    Endpoint(Method, Cow<'static, str>),
    /// Those that change this issue.
    Issue(Box<str>),
}

impl Lane {
    /// Which calls a busy host's answer to this one is about.
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
            // Methods are counted apart wherever the platform says how it counts. If this is a limit
            // of another kind, the next read's answer shows it, and then all calls wait.
            Some(RateLimitReason::Other(_)) | None if place.method != Method::Get => Self::Writes,
            Some(RateLimitReason::Other(_)) | None => Self::Tenant,
        }
    }

    /// Whether a call is one of them.
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
    fn the_end_of_the_window_counts_where_there_is_no_retry_after() {
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
            // Another limit is reached, or none.
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
