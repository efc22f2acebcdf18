//! A browser's request to the app that passed through a proxy.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::frame_policy;
use crate::site::Site;
use crate::site::journal::body::RecordedBody;
use crate::site::journal::exchange::RecordedExchange;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::site::journal::finding::{Answered, Outcome, findings};
use crate::site::journal::qsh_check::QshCheck;
use crate::site::journal::replay::SentRequest;
use crate::site::journal::token::{RecordedToken, SentToken, TokenPlace};
use crate::site::journal::{mask, next_id};
use crate::wire::url::{target, with_token_masked};

/// What was read of it, with the start of both bodies.
pub(crate) struct Observed {
    pub(crate) method: Method,
    /// As in the request line.
    pub(crate) target: String,
    pub(crate) request_headers: HeaderMap,
    pub(crate) request_body: Vec<u8>,
    /// The length of the request's body in bytes.
    pub(crate) request_length: usize,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The length of the response's body in bytes.
    pub(crate) length: usize,
    pub(crate) took: Duration,
}

/// Records it, if there is an app that it can have been for.
pub(crate) fn record(site: &Site, observed: Observed) {
    let installation = site.state().installation.clone();
    let Some(base) = installation.map(|it| it.accepted.base_url.clone()) else {
        return;
    };
    let Ok(url) = base.join(&observed.target) else {
        return;
    };
    let sent = SentToken::of(url.query(), &observed.request_headers);
    // After `Bearer` comes whatever the app itself has given its page.
    let sent = sent.filter(|sent| sent.place != TokenPlace::Bearer);
    let kind = match sent.map(|sent| sent.place) {
        Some(TokenPlace::Query) => ExchangeKind::Page,
        Some(_) => ExchangeKind::Endpoint,
        None => ExchangeKind::Browser,
    };
    let token = sent.map(|sent| {
        let found = sent.claim("qsh");
        let known = |hash: &str| site.state().hashed.of(hash).map(str::to_owned);
        let qsh = QshCheck::of(
            found.as_deref(),
            observed.method.as_str(),
            &target(&base, &url),
            base.path(),
            known,
        );
        RecordedToken::new(sent, site.judge(sent.text), Some(qsh))
    });
    let whole = observed.request_length == observed.request_body.len();
    let mut kept = SentRequest::new(&url, &observed.request_headers, &observed.request_body);
    kept.body = kept.body.filter(|_| whole);
    let readable = observed.length == observed.body.len()
        && !observed
            .headers
            .contains_key(http::header::CONTENT_ENCODING);
    site.record(RecordedExchange {
        id: next_id(),
        at: site.clock.system_time(),
        kind,
        by_browser: true,
        purpose: purpose(kind, &url),
        url: with_token_masked(&url),
        request_headers: mask::headers(&observed.request_headers),
        request_body: RecordedBody::beginning(&observed.request_body, observed.request_length),
        token,
        status: Some(observed.status),
        headers: mask::headers(&observed.headers),
        body: RecordedBody::beginning(&observed.body, observed.length),
        took: observed.took,
        findings: findings(&Answered {
            kind,
            url: &url,
            took: observed.took,
            outcome: Outcome::Answer {
                status: observed.status,
                headers: &observed.headers,
                body: readable.then_some(observed.body.as_slice()),
                cut: false,
                frame_refusal: frame_policy::refusal_of_site(&observed.headers, site),
            },
        }),
        method: observed.method,
        sent: kept,
    });
}

/// What the browser wants, judging by the URL.
fn purpose(kind: ExchangeKind, url: &Url) -> String {
    // `xdm_c` ends in the module's key.
    let channel = url.query_pairs().find(|(name, _)| name == "xdm_c");
    let module = channel
        .as_ref()
        .and_then(|(_, value)| value.split_once("__"));
    match (kind, module) {
        (ExchangeKind::Page, Some((_, key))) => format!("frame \"{key}\""),
        (ExchangeKind::Page, None) => "frame".to_owned(),
        (ExchangeKind::Endpoint, _) => "the app's page".to_owned(),
        _ => "browser".to_owned(),
    }
}
