//! What an app did wrong in its response to the host, and which rule of the platform that breaks.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use url::Url;

use super::exchange_kind::ExchangeKind;

/// How long a host waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// What no page and no endpoint's response should exceed, in bytes: more is a mistake. The platform
/// documents no limit for them; the host reads no further.
pub(crate) const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// Something that an app did wrong, in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What the app did.
    pub what: String,
    /// What a real host does about it, or the rule that it breaks.
    pub rule: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.rule)
    }
}

/// An app's response, or why there is none.
pub(crate) struct Answered<'a> {
    pub(crate) kind: ExchangeKind,
    pub(crate) url: &'a Url,
    pub(crate) took: Duration,
    pub(crate) outcome: Outcome<'a>,
}

pub(crate) enum Outcome<'a> {
    Answer {
        status: StatusCode,
        headers: &'a HeaderMap,
        /// `None` if not all of it can be read.
        body: Option<&'a [u8]>,
        /// Whether it was longer than [`MAX_ANSWER`].
        cut: bool,
        /// Why a browser would not show it in an iframe.
        frame_refusal: Option<String>,
    },
    /// No response arrived in time.
    Late,
    /// No response at all, for this reason.
    Failed(String),
}

/// Everything that is wrong with a response, the most serious first.
pub(crate) fn findings(answered: &Answered<'_>) -> Vec<Finding> {
    let kind = answered.kind;
    let mut found = Vec::new();
    let mut say = |what: String, rule: &str| {
        let rule = rule.to_owned();
        found.push(Finding { what, rule });
    };
    match &answered.outcome {
        Outcome::Late => say(
            format!("no answer in {}", seconds(answered.took)),
            time_limit(kind),
        ),
        Outcome::Failed(reason) => say(format!("no answer: {reason}"), unreachable(kind)),
        Outcome::Answer {
            status,
            headers,
            body,
            cut,
            frame_refusal,
        } => {
            if let Some(rule) = refused_status(kind, *status) {
                say(format!("the answer is {status}"), rule);
            }
            // "Not modified" is fine: the browser's copy is still valid.
            if status.is_redirection() && *status != StatusCode::NOT_MODIFIED {
                redirect(answered, headers, &mut say);
            }
            if *cut {
                say(
                    format!("the answer is longer than {} MiB", MAX_ANSWER >> 20),
                    "nobody waits for so much; the host has read no further",
                );
            }
            if answered.took > PATIENCE {
                let took = seconds(answered.took);
                say(format!("the answer took {took}"), time_limit(kind));
            }
            if kind == ExchangeKind::Page && status.is_success() {
                if let Some(refusal) = frame_refusal {
                    say(
                        refusal.clone(),
                        "a browser does not show the page in its iframe",
                    );
                }
                page(headers, *body, &mut say);
            }
        }
    }
    found
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// How long the platform waits, where that is documented.
fn time_limit(kind: ExchangeKind) -> &'static str {
    match kind {
        ExchangeKind::Webhook => {
            "a host waits ten seconds for the answer to a webhook, and then sends it again"
        }
        ExchangeKind::StaticMacro => {
            "Confluence waits ten seconds for a static macro, and then shows an error in its place"
        }
        ExchangeKind::Page => {
            "after about ten seconds the product says in the iframe's place that the app does not respond"
        }
        ExchangeKind::Lifecycle => {
            "a host waits ten seconds for a lifecycle callback; without an answer to `installed` the \
             installation fails"
        }
        ExchangeKind::Invocation => {
            "Forge waits 25 seconds for the answer to a page's call, and then the call has failed"
        }
        ExchangeKind::ForgeCall => {
            "Forge waits five seconds for the answer to an event, and then sends it again, four times at most"
        }
        _ => "a host waits ten seconds",
    }
}

fn unreachable(kind: ExchangeKind) -> &'static str {
    match kind {
        ExchangeKind::Webhook => "a host sends the webhook again, five times in all",
        ExchangeKind::Lifecycle => {
            "without an answer to `installed` the installation fails; others are not repeated"
        }
        ExchangeKind::ForgeCall => "Forge sends an event again, four times at most",
        ExchangeKind::Descriptor => "a host can't install the app",
        _ => "users see that the app does not respond",
    }
}

/// What the platform does about an unexpected status.
fn refused_status(kind: ExchangeKind, status: StatusCode) -> Option<&'static str> {
    if status.is_success()
        || (status.is_redirection() && matches!(kind, ExchangeKind::Page | ExchangeKind::Browser))
    {
        return None;
    }
    let again = status.is_server_error() || matches!(status.as_u16(), 408 | 409 | 425 | 429);
    Some(match kind {
        ExchangeKind::Webhook if again => "a host sends the webhook again, five times in all",
        ExchangeKind::Webhook => "a host takes the webhook as refused, and does not send it again",
        ExchangeKind::Lifecycle => {
            "a host accepts only 200 and 204 for `installed`; of the others it ignores the failure"
        }
        ExchangeKind::Descriptor => "a host can't install the app",
        ExchangeKind::StaticMacro => "Confluence shows an error in the macro's place",
        ExchangeKind::ForgeCall => "Forge sends an event again, four times at most",
        ExchangeKind::Page if status.is_server_error() => "users see the error in the iframe",
        // Refusing a page or a call is an app's right, and so is whatever its own page expects.
        ExchangeKind::Page
        | ExchangeKind::Endpoint
        | ExchangeKind::Browser
        | ExchangeKind::Invocation
        | ExchangeKind::Request => {
            if !status.is_server_error() {
                return None;
            }
            "the caller gets no result"
        }
    })
}

fn redirect(answered: &Answered<'_>, headers: &HeaderMap, say: &mut impl FnMut(String, &str)) {
    let location = headers.get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let Some(location) = location else {
        return say(
            "a redirect names no address".to_owned(),
            "nobody can follow it",
        );
    };
    let to = answered.url.join(location);
    let elsewhere = to.is_ok_and(|to| to.origin() != answered.url.origin());
    if elsewhere {
        // Its query may contain a token.
        let shown = location.split('?').next().unwrap_or_default();
        say(
            format!("a redirect to another origin, {shown}"),
            "the product's bridge talks to the origin of the descriptor's base URL only, and a host \
             from server to server does not follow it",
        );
    }
}

/// What a page in an iframe needs.
fn page(headers: &HeaderMap, body: Option<&[u8]>, say: &mut impl FnMut(String, &str)) {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default();
    if !content_type.to_ascii_lowercase().contains("html") {
        let given = match content_type {
            "" => "no content type",
            other => other,
        };
        return say(
            format!("the page is of {given}, not text/html"),
            "a browser does not show it as a page",
        );
    }
    let names = |script: &[u8]| {
        body.is_none_or(|body| body.windows(script.len()).any(|part| part == script))
    };
    if !names(b"all.js") && !names(b"all-debug.js") {
        say(
            "the page does not load all.js".to_owned(),
            "without it there is no AP, the iframe has no height of its own, and after twelve seconds \
             the product says that the app does not respond",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        kind: ExchangeKind,
        status: u16,
        header: (&'static str, &str),
        body: &str,
    ) -> Vec<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header.0, header.1.parse().unwrap());
        let found = findings(&Answered {
            kind,
            url: &"http://127.0.0.1:3000/p".parse().unwrap(),
            took: Duration::from_secs(1),
            outcome: Outcome::Answer {
                status: StatusCode::from_u16(status).unwrap(),
                headers: &headers,
                body: Some(body.as_bytes()),
                cut: false,
                frame_refusal: None,
            },
        });
        found.into_iter().map(|finding| finding.what).collect()
    }

    const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");
    const PAGE: &str = "<script src=\"https://connect-cdn.atl-paas.net/all.js\"></script>";

    #[test]
    fn a_good_answer_has_no_findings() {
        assert_eq!(of(ExchangeKind::Page, 200, HTML, PAGE), [""; 0]);
        assert_eq!(of(ExchangeKind::Webhook, 204, HTML, ""), [""; 0]);
        assert_eq!(of(ExchangeKind::Endpoint, 403, HTML, ""), [""; 0]);
        assert_eq!(of(ExchangeKind::Page, 302, ("location", "/q"), ""), [""; 0]);
        let unchanged = ("etag", "\"1\"");
        assert_eq!(of(ExchangeKind::Browser, 304, unchanged, ""), [""; 0]);
    }

    #[test]
    fn each_fault_is_named() {
        let page = |header, body| of(ExchangeKind::Page, 200, header, body).join(", ");
        assert_eq!(page(HTML, "<p>"), "the page does not load all.js");
        let json = ("content-type", "application/json");
        assert_eq!(
            page(json, "{}"),
            "the page is of application/json, not text/html"
        );
        let elsewhere = ("location", "https://x.example/login?jwt=a.b.c");
        assert_eq!(
            of(ExchangeKind::Page, 302, elsewhere, ""),
            ["a redirect to another origin, https://x.example/login"]
        );
        for kind in [
            ExchangeKind::Webhook,
            ExchangeKind::Lifecycle,
            ExchangeKind::Descriptor,
            ExchangeKind::Page,
            ExchangeKind::Endpoint,
        ] {
            let found = of(kind, 500, HTML, "");
            assert_eq!(found, ["the answer is 500 Internal Server Error"], "{kind}");
        }
    }

    #[test]
    fn a_slow_answer_breaks_the_limit_of_its_kind() {
        let url = "http://127.0.0.1:3000/p".parse().unwrap();
        let rule = |kind| {
            let found = findings(&Answered {
                kind,
                url: &url,
                took: PATIENCE + Duration::from_millis(100),
                outcome: Outcome::Late,
            });
            assert_eq!(found[0].what, "no answer in 10.1 s");
            found[0].rule.clone()
        };
        assert!(rule(ExchangeKind::Webhook).contains("webhook"));
        assert!(rule(ExchangeKind::StaticMacro).contains("static macro"));
    }
}
