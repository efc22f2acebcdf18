//! One request to the app.

use std::time::{Duration, Instant};

use connect_auth::patience::within;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::forge::rules::broken_by_answer;
use super::frame_policy;
use super::response::AppResponse;
use super::running_site::RunningSite;
use crate::error::{ForgeRule, HostError};
use crate::site::Site;
use crate::site::journal::body::RecordedBody;
use crate::site::journal::exchange::RecordedExchange;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::site::journal::finding::{Answered, Finding, MAX_ANSWER, Outcome, findings};
use crate::site::journal::qsh_check::QshCheck;
use crate::site::journal::replay::SentRequest;
use crate::site::journal::token::{RecordedToken, SentToken, TokenPlace};
use crate::site::journal::{mask, next_id};
use crate::wire::url::{target, with_token_masked};

/// A request that is ready to be sent.
pub(super) struct AppRequest<'a> {
    pub(super) kind: ExchangeKind,
    /// Its purpose, for the journal and for errors.
    pub(super) purpose: String,
    /// The app's base URL, below which paths are hashed.
    pub(super) base: &'a Url,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Vec<u8>>,
}

/// The response.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    /// Whether the body was truncated.
    cut: bool,
}

/// Why there is no response.
enum Failure {
    Http(reqwest::Error),
    /// It took longer than this.
    Late(Duration),
    /// Nothing was sent, on purpose.
    OnPurpose,
}

impl AppRequest<'_> {
    /// Sends it and records the exchange.
    pub(super) async fn send(self, running: &RunningSite) -> Result<AppResponse, HostError> {
        self.send_with(running, None).await
    }

    /// The same on Forge, which waits no longer than this, and does not accept every response.
    pub(super) async fn send_within(
        self,
        running: &RunningSite,
        limit: Duration,
    ) -> Result<AppResponse, HostError> {
        self.send_with(running, Some(limit)).await
    }

    async fn send_with(
        self,
        running: &RunningSite,
        limit: Option<Duration>,
    ) -> Result<AppResponse, HostError> {
        let site = &running.site;
        let at = site.clock.system_time();
        let body = self.body.as_deref().unwrap_or_default();
        let sent = SentRequest::new(&self.url, &self.headers, body);
        let request_body = RecordedBody::of(body);
        let token = self.token(site);
        let request = running
            .http
            .request(self.method.clone(), self.url.clone())?;
        let mut request = request.headers(self.headers.clone());
        if let Some(body) = self.body {
            request = request.body(body);
        }
        let start = Instant::now();
        let outcome = if site.faults().app_unreachable {
            Err(Failure::OnPurpose)
        } else {
            let patience = limit.unwrap_or_else(|| running.usual_patience());
            match within(patience, answer(request)).await {
                Some(outcome) => outcome.map_err(Failure::Http),
                None => Err(Failure::Late(patience)),
            }
        };
        let took = start.elapsed();
        let answer = outcome.as_ref().ok();
        let broken = match (&outcome, limit) {
            (Ok(answer), _) => {
                broken_by_answer(self.kind, answer.status, &answer.headers, &answer.body)
            }
            (Err(Failure::Late(_)), Some(limit)) => Some(ForgeRule::Late { limit }),
            _ => None,
        };
        let mut findings = findings(&Answered {
            kind: self.kind,
            url: &self.url,
            took,
            outcome: seen(site, &outcome),
        });
        if let Some(rule) = broken.as_ref().filter(|_| answer.is_some()) {
            findings.push(Finding {
                what: "Forge does not take the answer".to_owned(),
                rule: rule.to_string(),
            });
        }
        site.record(RecordedExchange {
            id: next_id(),
            at,
            kind: self.kind,
            by_browser: false,
            purpose: self.purpose.clone(),
            method: self.method,
            url: with_token_masked(&self.url),
            request_headers: mask::headers(&self.headers),
            request_body,
            token,
            status: answer.map(|answer| answer.status),
            headers: answer
                .map(|answer| mask::headers(&answer.headers))
                .unwrap_or_default(),
            body: answer
                .map(|answer| RecordedBody::of(&answer.body))
                .unwrap_or_default(),
            took,
            findings: findings.clone(),
            sent,
        });
        if let Some(rule) = broken {
            let what = self.purpose;
            return Err(HostError::AgainstForge { what, rule });
        }
        match outcome {
            Ok(answer) => Ok(AppResponse {
                status: answer.status,
                headers: answer.headers,
                body: String::from_utf8_lossy(&answer.body).into_owned(),
                url: self.url,
                findings,
            }),
            Err(failure) => {
                let mut bare = self.url;
                bare.set_query(None);
                Err(HostError::Unreachable {
                    purpose: self.purpose,
                    url: bare.to_string(),
                    source: match failure {
                        // The error's own message would include the query, and with it the token.
                        Failure::Http(error) => error.without_url().into(),
                        Failure::Late(patience) => format!("no answer within {patience:?}").into(),
                        Failure::OnPurpose => ON_PURPOSE.into(),
                    },
                })
            }
        }
    }

    /// Its token, judged as an app should judge it.
    fn token(&self, site: &Site) -> Option<RecordedToken> {
        let mut sent = SentToken::of(self.url.query(), &self.headers)?;
        if sent.place == TokenPlace::Bearer && site.forge.is_some() {
            sent.place = TokenPlace::Invocation;
            return Some(RecordedToken::new(sent, site.judge(sent.text), None));
        }
        let found = sent.claim("qsh");
        let known = |hash: &str| site.state().hashed.of(hash).map(str::to_owned);
        let qsh = QshCheck::of(
            found.as_deref(),
            self.method.as_str(),
            &target(self.base, &self.url),
            self.base.path(),
            known,
        );
        Some(RecordedToken::new(sent, site.judge(sent.text), Some(qsh)))
    }
}

/// Why a site's request did not reach the app when that was asked for.
const ON_PURPOSE: &str = "the host was set to send the app nothing";

/// The part of an outcome that is judged.
fn seen<'a>(site: &Site, outcome: &'a Result<Answer, Failure>) -> Outcome<'a> {
    match outcome {
        Ok(answer) => Outcome::Answer {
            status: answer.status,
            headers: &answer.headers,
            body: Some(&answer.body),
            cut: answer.cut,
            frame_refusal: frame_policy::refusal_of_site(&answer.headers, site),
        },
        Err(Failure::OnPurpose) => Outcome::Failed(ON_PURPOSE.to_owned()),
        Err(Failure::Late(_)) => Outcome::Late,
        Err(Failure::Http(error)) => Outcome::Failed(cause(error)),
    }
}

/// The innermost cause, which is the operating system's or the parser's message.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    mask::text(&cause.to_string())
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let mut response = request.send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    let mut cut = false;
    while let Some(chunk) = response.chunk().await? {
        let room = MAX_ANSWER - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            cut = true;
            break;
        }
    }
    Ok(Answer {
        status,
        headers,
        body,
        cut,
    })
}
