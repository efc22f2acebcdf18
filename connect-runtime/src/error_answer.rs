//! Error responses that reveal nothing but their status.

use std::borrow::Cow;

use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};

/// A response with status 400 or above made by the runtime. It is plain text, and marked in its
/// extensions: where the caller wants a page or JSON, `serve::error_page` converts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorAnswer {
    status: StatusCode,
    /// The text shown to the caller.
    pub(crate) text: Cow<'static, str>,
    /// The kind of failure, where the status alone doesn't tell.
    pub(crate) reason: Option<Reason>,
    pub(crate) audience: Audience,
}

/// Who reads a response if the request doesn't ask for a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Plain text will do.
    Anyone,
    /// A page's script, which reads JSON.
    Script,
}

/// Why a caller with a valid token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The site has no licence for the app.
    Unlicensed,
    /// The site's evaluation has ended without a purchase.
    EvaluationEnded,
    /// The host doesn't state the licence.
    LicenseUnstated,
    /// The user isn't an administrator, or is anonymous.
    #[cfg(feature = "client")]
    NotAdministrator,
    /// The product could not be asked.
    AdministratorUnknown,
}

/// The wording of a [`Reason`].
pub(crate) struct Wording {
    pub(crate) status: StatusCode,
    /// The machine-readable code.
    pub(crate) word: &'static str,
    pub(crate) title: &'static str,
    pub(crate) sentence: &'static str,
}

impl Reason {
    pub(crate) fn wording(self) -> Wording {
        let (status, word, title, sentence) = match self {
            Self::Unlicensed => (
                StatusCode::PAYMENT_REQUIRED,
                "unlicensed",
                "This app has no licence here",
                "There is none for this site, or it has run out. An administrator can buy or renew \
                 it under Manage apps.",
            ),
            Self::EvaluationEnded => (
                StatusCode::PAYMENT_REQUIRED,
                "evaluation-ended",
                "The trial of this app has ended",
                "An administrator can buy the app under Manage apps.",
            ),
            Self::LicenseUnstated => (
                StatusCode::PAYMENT_REQUIRED,
                "licence-unstated",
                "The licence of this app is not known",
                "The product did not say whether this site has one. An administrator can look it up \
                 under Manage apps.",
            ),
            #[cfg(feature = "client")]
            Self::NotAdministrator => (
                StatusCode::FORBIDDEN,
                "not-an-administrator",
                "This page is for administrators",
                "Log in as an administrator of the product, or ask one.",
            ),
            Self::AdministratorUnknown => (
                StatusCode::SERVICE_UNAVAILABLE,
                "permission-unknown",
                "Your permissions could not be checked",
                "The product did not answer. Try again in a few seconds.",
            ),
        };
        Wording {
            status,
            word,
            title,
            sentence,
        }
    }
}

impl ErrorAnswer {
    /// With only the status's own text.
    pub(crate) fn new(status: StatusCode) -> Self {
        Self::with_text(
            status,
            match status {
                StatusCode::UNAUTHORIZED => "unauthorized",
                StatusCode::FORBIDDEN => "forbidden",
                StatusCode::NOT_FOUND => "not found",
                StatusCode::INTERNAL_SERVER_ERROR => "internal server error",
                StatusCode::SERVICE_UNAVAILABLE => "temporarily unavailable",
                other => return Self::with_text(status, lower(other)),
            },
        )
    }

    /// With a sentence of the runtime's own, never text from a caller or an error.
    pub(crate) fn with_text(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            text: text.into(),
            reason: None,
            audience: Audience::Anyone,
        }
    }

    /// For a caller that has a valid token but is refused for another reason.
    pub(crate) fn refusal(reason: Reason, audience: Audience) -> Self {
        let Wording { status, word, .. } = reason.wording();
        Self {
            reason: Some(reason),
            audience,
            ..Self::with_text(status, word)
        }
    }
}

/// The response to a request that an extractor rejected because it can't read it. axum gives the
/// reason in plain text; a caller that asks for JSON or a page should get it in that form.
pub(crate) fn readable(mut refused: Response) -> Response {
    const UNREADABLE: [StatusCode; 4] = [
        StatusCode::BAD_REQUEST,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    let is_known = refused.extensions().get::<ErrorAnswer>().is_some();
    let content_type = refused.headers().get(CONTENT_TYPE);
    let is_text = content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if is_known || !is_text || !UNREADABLE.contains(&refused.status()) {
        return refused;
    }
    let body = std::mem::take(refused.body_mut());
    // A rejection's text is available immediately; a body that isn't, or that is too long for a
    // reason, is left out.
    let text = to_bytes(body, LONGEST_REASON).now_or_never();
    let text = text.and_then(Result::ok).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let status = refused.status();
    *refused.body_mut() = Body::from(text.clone());
    refused
        .extensions_mut()
        .insert(ErrorAnswer::with_text(status, text));
    refused
}

/// The longest extractor's reason that is passed on, in bytes.
const LONGEST_REASON: usize = 4096;

fn lower(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or("refused");
    reason.to_ascii_lowercase()
}

impl IntoResponse for ErrorAnswer {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.text.clone()).into_response();
        if self.reason == Some(Reason::AdministratorUnknown) {
            let seconds = HeaderValue::from_static("5");
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(self);
        response
    }
}
