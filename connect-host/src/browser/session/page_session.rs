//! Requests of our own pages, identified by their session's secret.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};

use super::Session;
use crate::browser::site::Origin;

/// The header that carries the secret of a page's session.
pub(in crate::browser) const SESSION_HEADER: HeaderName =
    HeaderName::from_static("x-local-session");

/// The refusal of a change that does not come from one of our pages.
pub(in crate::browser) const NOT_OF_PAGE: (StatusCode, &str) = (
    StatusCode::FORBIDDEN,
    "this needs the secret of a page of the local host; reload the page",
);

/// The session of one of our pages, found by the secret in the header; without it a request is refused
/// with 403.
pub(in crate::browser) struct PageSession(pub(in crate::browser) Arc<Session>);

impl PageSession {
    /// `None` for all requests but those of our own pages, even for one with the secret if it comes
    /// from a page of another origin.
    pub(in crate::browser) fn of(headers: &HeaderMap, origin: &Origin) -> Option<PageSession> {
        let text = |name: HeaderName| headers.get(name)?.to_str().ok();
        // A browser states the origin of the page; other clients need not.
        let (from, to) = (text(header::ORIGIN), text(header::HOST).unwrap_or_default());
        let ours = |from: &str| from.split_once("://").is_some_and(|(_, it)| it == to);
        if headers.contains_key(header::ORIGIN) && !from.is_some_and(ours) {
            return None;
        }
        let secret = text(SESSION_HEADER)?;
        origin.sessions().with_secret(secret).map(PageSession)
    }
}

impl FromRequestParts<Origin> for PageSession {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(
        parts: &mut Parts,
        origin: &Origin,
    ) -> Result<Self, Self::Rejection> {
        PageSession::of(&parts.headers, origin).ok_or(NOT_OF_PAGE)
    }
}
