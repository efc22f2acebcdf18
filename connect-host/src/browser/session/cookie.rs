//! The cookie by which a browser is known.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Session;
use super::page_session::NOT_OF_PAGE;
use crate::browser::site::Origin;

const COOKIE: &str = "connect-local-host";

/// Gives each request for a page its session, and each new browser a cookie.
pub(in crate::browser) async fn layer(
    State(origin): State<Origin>,
    mut request: Request,
    next: Next,
) -> Response {
    let known = cookie(request.headers()).and_then(|it| origin.sessions().with_cookie(it));
    let is_new = known.is_none();
    let session = match known.map_or_else(|| origin.sessions().begin(origin.usual_user()), Ok) {
        Ok(session) => session,
        Err(error) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
        }
    };
    request.extensions_mut().insert(Arc::clone(&session));
    let mut response = next.run(request).await;
    if is_new {
        let cookie = format!(
            "{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax",
            session.cookie
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// The session that [`layer`] has found for a request.
pub(in crate::browser) fn session(
    parts: &Parts,
) -> Result<Arc<Session>, (StatusCode, &'static str)> {
    let session: Option<&Arc<Session>> = parts.extensions.get();
    session.map(Arc::clone).ok_or(NOT_OF_PAGE)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
