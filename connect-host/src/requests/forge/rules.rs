//! Which responses Forge accepts.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header};

use crate::error::ForgeRule;
use crate::site::journal::exchange_kind::ExchangeKind;

/// How long Forge waits for the response to a page's call.
pub(crate) const PAGE_LIMIT: Duration = Duration::from_secs(25);
/// How long it waits for the response to an event.
pub(crate) const EVENT_LIMIT: Duration = Duration::from_secs(5);
/// How long it waits before it uninstalls the app.
pub(crate) const GONE_LIMIT: Duration = Duration::from_secs(55);
/// The longest body of a page's call, in bytes.
const LONGEST_REQUEST: usize = 500 * 1024;
/// The longest response to a page's call, in bytes.
const LONGEST_ANSWER: usize = 5 * 1024 * 1024;

/// The rule that the body of a page's call breaks, if it does.
pub(super) fn broken_by_request(body: &[u8]) -> Option<ForgeRule> {
    (body.len() > LONGEST_REQUEST).then_some(ForgeRule::RequestTooLong {
        limit: LONGEST_REQUEST,
        bytes: body.len(),
    })
}

/// The rule that a response breaks, if it does.
pub(crate) fn broken_by_answer(
    kind: ExchangeKind,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<ForgeRule> {
    if !matches!(kind, ExchangeKind::Invocation | ExchangeKind::ForgeCall) {
        return None;
    }
    if status.is_redirection() {
        let to = headers.get(header::LOCATION);
        let to = to.and_then(|to| to.to_str().ok()).unwrap_or("nowhere");
        let to = to.split('?').next().unwrap_or_default().to_owned();
        return Some(ForgeRule::Redirect { to });
    }
    if kind != ExchangeKind::Invocation {
        return None;
    }
    if body.len() > LONGEST_ANSWER {
        return Some(ForgeRule::AnswerTooLong {
            limit: LONGEST_ANSWER,
        });
    }
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
    (!is_json).then(|| ForgeRule::Json {
        status,
        body: String::from_utf8_lossy(body).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn page(status: u16, body: &str) -> Option<ForgeRule> {
        let status = StatusCode::from_u16(status).unwrap();
        let location = HeaderValue::from_static("/next?token=1");
        let headers = HeaderMap::from_iter([(header::LOCATION, location)]);
        broken_by_answer(ExchangeKind::Invocation, status, &headers, body.as_bytes())
    }

    #[test]
    fn a_page_is_answered_with_json_whatever_the_status() {
        assert_eq!(page(200, "{}"), None);
        assert_eq!(page(500, "[]"), None);
        for (status, body) in [(200, "<p>"), (500, "oops"), (204, "")] {
            let broken = page(status, body);
            assert!(matches!(broken, Some(ForgeRule::Json { .. })), "{status}");
        }
    }

    #[test]
    fn nobody_follows_a_redirect() {
        let to = "/next".to_owned();
        assert_eq!(page(302, "{}"), Some(ForgeRule::Redirect { to }));
    }

    #[test]
    fn bodies_have_their_lengths() {
        assert_eq!(broken_by_request(&vec![b' '; LONGEST_REQUEST]), None);
        assert!(broken_by_request(&vec![b' '; LONGEST_REQUEST + 1]).is_some());
        let long = "1".repeat(LONGEST_ANSWER + 1);
        let broken = page(200, &long);
        assert!(matches!(broken, Some(ForgeRule::AnswerTooLong { .. })));
    }

    #[test]
    fn an_event_may_be_answered_with_anything() {
        let none = HeaderMap::new();
        let event = |status| {
            let kind = ExchangeKind::ForgeCall;
            broken_by_answer(kind, StatusCode::from_u16(status).unwrap(), &none, b"")
        };
        assert_eq!(event(204), None);
        assert!(matches!(event(301), Some(ForgeRule::Redirect { .. })));
    }
}
