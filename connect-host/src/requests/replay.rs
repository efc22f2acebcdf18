//! Sending a recorded request again.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use serde_json::Value;

use super::app_request::AppRequest;
use super::delivery::RETRY;
use super::running_site::RunningSite;
use crate::error::HostError;
use crate::rest::RestCall;
use crate::rest::replay::again;
use crate::site::Site;
use crate::site::journal::exchange::RecordedExchange;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::site::journal::token::{RecordedToken, TokenPlace};
use crate::wire::http::{bearer, header_value};
use crate::wire::token::TokenBuilder;

/// A recorded request to be sent again; `.await` sends it. See
/// [`Host::replay`](crate::Host::replay).
#[must_use = "a request is sent again by awaiting it"]
pub struct Replay {
    running: Arc<RunningSite>,
    id: u64,
    same_token: bool,
    repeats: bool,
}

/// The response to a request that was sent again.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Replayed {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

send_when_awaited!(Replay => Replayed);

impl Replay {
    pub(crate) fn new(running: &Arc<RunningSite>, id: u64) -> Replay {
        Replay {
            running: Arc::clone(running),
            id,
            same_token: false,
            repeats: false,
        }
    }

    /// Sends the original token, which may have expired, and which an app that accepts each token
    /// only once must refuse. Otherwise, a fresh one with the same claims is sent.
    pub fn with_same_token(mut self) -> Self {
        self.same_token = true;
        self
    }

    /// Marks a webhook as a retry, as the host does when the app did not respond with 2xx: its retry count is
    /// one higher than in the recorded request.
    pub fn as_repetition(mut self) -> Self {
        self.repeats = true;
        self
    }

    async fn send(self) -> Result<Replayed, HostError> {
        let site = &self.running.site;
        let exchange = site.state().journal.find(|it| it.id == self.id);
        if let Some(exchange) = exchange {
            return self.to_app(exchange).await;
        }
        match self.running.rest.call(self.id) {
            Some(call) => self.to_product(call).await,
            None => Err(self.impossible("it is not among the last thousand")),
        }
    }

    async fn to_app(&self, exchange: RecordedExchange) -> Result<Replayed, HostError> {
        let site = &self.running.site;
        let mut url = exchange.sent.url.clone();
        let mut headers = exchange.sent.headers.clone();
        let Some(body) = exchange.sent.body.clone() else {
            return Err(self.impossible("its body was too long to be kept"));
        };
        if self.repeats && exchange.kind == ExchangeKind::Webhook {
            let before = exchange.request_header(RETRY.as_str());
            let before: u32 = before.and_then(|it| it.parse().ok()).unwrap_or_default();
            headers.insert(RETRY, HeaderValue::from(before.saturating_add(1)));
        }
        if let Some(token) = &exchange.token {
            let text = self.token(site, token)?;
            match token.place {
                TokenPlace::Query => {
                    let query = url.query().map(|query| format!("{query}&"));
                    url.set_query(Some(&format!("{}jwt={text}", query.unwrap_or_default())));
                }
                TokenPlace::Invocation => {
                    headers.insert(header::AUTHORIZATION, bearer(&text)?);
                }
                _ => {
                    let mut value = header_value(&header::AUTHORIZATION, &format!("JWT {text}"))?;
                    value.set_sensitive(true);
                    headers.insert(header::AUTHORIZATION, value);
                }
            }
        }
        let base = match site.installed("replay") {
            Ok(installation) => installation.accepted.base_url.clone(),
            // An uninstalled app can be sent what it was sent before.
            Err(_) => exchange.sent.url.clone(),
        };
        let request = AppRequest {
            kind: exchange.kind,
            purpose: exchange.purpose,
            base: &base,
            method: exchange.method,
            url,
            headers,
            body: (!body.is_empty()).then_some(body),
        };
        let answer = request.send(&self.running).await?;
        Ok(Replayed {
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
        })
    }

    async fn to_product(&self, call: RestCall) -> Result<Replayed, HostError> {
        if self.same_token {
            return Err(self.impossible("the host keeps no token of the app"));
        }
        if call.is_token_request() {
            return Err(self.impossible("a token is for the app alone"));
        }
        if call.body.cut || (call.body.bytes > 0 && call.body.text.is_none()) {
            return Err(self.impossible("its body was not kept whole"));
        }
        let mut headers = call.headers.clone();
        headers.remove(header::AUTHORIZATION);
        headers.remove(header::CONTENT_LENGTH);
        let body = call.body.text.clone().unwrap_or_default();
        let request = Request::builder()
            .method(call.method.clone())
            .uri(&call.target)
            .body(axum::body::Body::from(body));
        let mut request = request.map_err(|source| HostError::ProductRequest {
            target: call.target.clone(),
            source,
        })?;
        *request.headers_mut() = headers;
        let answer = again(&self.running.rest, &call, request).await?;
        Ok(Replayed {
            status: answer.status_code(),
            headers: answer.headers().clone(),
            body: answer.text().into_owned(),
        })
    }

    /// The token to send: the original, or a fresh one.
    fn token(&self, site: &Site, token: &RecordedToken) -> Result<String, HostError> {
        if self.same_token {
            let sent = signed(site, token)?.build()?;
            let signature = sent.rsplit('.').next().unwrap_or_default();
            if token.had_signature(signature) {
                return Ok(sent);
            }
            return Err(
                self.impossible("its token was signed otherwise, and the host keeps no signature")
            );
        }
        let (Value::Object(claims), now) = (&token.claims, site.clock.now()) else {
            return Err(self.impossible("its token had no claims"));
        };
        let mut fresh = TokenBuilder::new(&site.clock);
        for (name, value) in claims {
            fresh = match name.as_str() {
                "iat" | "exp" | "nbf" => fresh,
                // An app accepts none twice.
                "jti" => fresh.claim(name, format!("replay-{now}-{}", self.id)),
                _ => fresh.claim(name, value.clone()),
            };
        }
        let fresh = match token.header.get("kid").and_then(Value::as_str) {
            Some(_) => fresh.rs256(&site.install_key).key_id(&site.install_key_id),
            None => fresh.hs256(site.shared_secret()),
        };
        site.with_fault(fresh).build()
    }

    fn impossible(&self, reason: &'static str) -> HostError {
        HostError::NotReplayable {
            id: self.id,
            reason,
        }
    }
}

/// The same header and claims, byte for byte, signed with this site's key: the signature is the same if
/// the token was this site's, and its secret has not changed.
fn signed(site: &Site, token: &RecordedToken) -> Result<TokenBuilder, HostError> {
    let (header, claims) = token.message().split_once('.').unwrap_or_default();
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
    let builder = TokenBuilder::new(&site.clock);
    let builder = match token.header.get("alg").and_then(Value::as_str) {
        Some("RS256") => builder.rs256(&site.install_key),
        Some("none") => builder.unsigned(),
        _ => builder.hs256(site.shared_secret()),
    };
    Ok(builder
        .raw_header(decoded(header))
        .raw_payload(decoded(claims)))
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("id", &self.id)
            .field("same_token", &self.same_token)
            .finish_non_exhaustive()
    }
}
