//! Logs why a lifecycle callback was refused, in one line: at the other end, the administrator only
//! sees "HTTP 401".

use std::borrow::Cow;
use std::fmt;

use axum::response::{IntoResponse, Response};
use connect_auth::{jwt, transport};
use http::StatusCode;
use http::request::Parts;

use crate::auth::rejection::Rejection;
use crate::error_answer::ErrorAnswer;
use crate::handler::RejectionResponse;
use crate::lifecycle::{LifecycleEvent, Unbelieved};

/// The maximum length of a value from the caller in the log, in characters.
const LONGEST: usize = 200;

/// A refused callback: the response, and the reason.
pub(super) struct Refusal {
    answer: RejectionResponse,
    /// `None` if the failure was logged when it happened.
    reason: Option<Cow<'static, str>>,
}

impl Refusal {
    /// A refusal with a response, and a reason that quotes nothing secret.
    pub(super) fn new(answer: impl IntoResponse, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            answer: RejectionResponse::new(answer),
            reason: Some(reason.into()),
        }
    }

    /// A body that can't be understood.
    pub(super) fn malformed(reason: impl fmt::Display) -> Self {
        let text = "malformed lifecycle callback";
        Self::new(
            ErrorAnswer::with_text(StatusCode::BAD_REQUEST, text),
            reason.to_string(),
        )
    }

    /// A failure that has already been logged.
    pub(super) fn logged(answer: impl IntoResponse) -> Self {
        Self {
            answer: RejectionResponse::new(answer),
            reason: None,
        }
    }
}

impl<R: Into<Rejection>> From<R> for Refusal {
    fn from(rejection: R) -> Self {
        let rejection = rejection.into();
        let reason: Cow<'static, str> = match rejection.cause() {
            Some(cause) => format!("{}: {cause}", rejection.reason()).into(),
            None => rejection.reason().into(),
        };
        Self::new(rejection, reason)
    }
}

/// The caller's claims about itself. They are unverified, but help to find the site.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    client_key: Option<String>,
    host: Option<String>,
    audience: Option<String>,
}

impl Claimed {
    /// The claims in the token, read before the request is consumed.
    pub(super) fn by_token(parts: &Parts) -> Self {
        Self::of_token(parts).unwrap_or_default()
    }

    fn of_token(parts: &Parts) -> Option<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let text = transport::token(query, &parts.headers, None).ok()?;
        let token = jwt::parse(&text).ok()?;
        let claims = token.claims().ok()?;
        let members: Vec<&str> = claims.audience().iter().collect();
        Some(Self {
            client_key: Some(claims.issuer().to_owned()),
            host: None,
            audience: Some(members.join(", ")),
        })
    }

    /// Adds the claims in the body.
    pub(super) fn by_body(&mut self, unbelieved: &Unbelieved) {
        if unbelieved.client_key.is_some() {
            self.client_key.clone_from(&unbelieved.client_key);
        }
        self.host.clone_from(&unbelieved.base_url);
    }

    /// The response; its reason is logged as one warning. `expected` is the app's own base URL.
    pub(super) fn refused(
        &self,
        event: LifecycleEvent,
        refusal: Refusal,
        expected: &str,
    ) -> Response {
        if let Some(reason) = refusal.reason {
            tracing::warn!(
                %event,
                %reason,
                // Debug output escapes what could forge another line.
                host = self.host.as_deref().map(shortened).map(tracing::field::debug),
                client_key = self.client_key.as_deref().map(shortened).map(tracing::field::debug),
                audience = self.audience.as_deref().map(shortened).map(tracing::field::debug),
                expected,
                "a lifecycle callback was refused"
            );
        }
        refusal.answer.into_response()
    }
}

fn shortened(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
    &text[..end.unwrap_or(text.len())]
}
