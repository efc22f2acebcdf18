//! The cookie that identifies a browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Session;
use super::page_session::NOT_OF_PAGE;
use crate::browser::site::Origin;

/// The prefix of the cookie's name.
const COOKIE: &str = "connect-local-host";

/// The cookie's name. Browsers don't separate cookies by port, and another local product may be at
/// another port.
fn name(origin: &Origin) -> String {
    let port = origin.address().rsplit_once(':').map(|(_, port)| port);
    match port.filter(|port| port.parse::<u16>().is_ok()) {
        Some(port) => format!("{COOKIE}-{port}"),
        None => COOKIE.to_owned(),
    }
}

/// Attaches the session to each request for a page, and gives each new browser a cookie.
pub(in crate::browser) async fn layer(
    State(origin): State<Origin>,
    mut request: Request,
    next: Next,
) -> Response {
    let name = name(&origin);
    let known = cookie(request.headers(), &name).and_then(|it| origin.sessions().with_cookie(it));
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
        let cookie = format!("{name}={}; Path=/; HttpOnly; SameSite=Lax", session.cookie);
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// The session that [`layer`] attached to a request.
pub(in crate::browser) fn session(
    parts: &Parts,
) -> Result<Arc<Session>, (StatusCode, &'static str)> {
    let session: Option<&Arc<Session>> = parts.extensions.get();
    session.map(Arc::clone).ok_or(NOT_OF_PAGE)
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use crate::Host;
    use crate::browser::bridge::Bridge;

    use super::*;

    #[tokio::test]
    async fn products_at_two_ports_have_two_cookies() {
        let name = async |origin: &str| {
            let host = Host::jira().base_url(origin).start().await.unwrap();
            name(&Origin::new(&[host], &Bridge::plain()))
        };
        assert_eq!(
            name("http://localhost:4000").await,
            "connect-local-host-4000"
        );
        assert_eq!(
            name("http://localhost:4001").await,
            "connect-local-host-4001"
        );
    }
}
