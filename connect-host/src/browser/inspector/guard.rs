//! Who may see the inspector, and who may change something through it.
//!
//! It is for browsers on this machine. A page of another origin can't read it, because nothing here
//! allows that, and can't pose as this origin through a name that resolves to this machine, because the
//! name is checked. Changing something requires the secret that only the host's own pages have.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use connect_auth::environment::is_loopback;
use url::Url;

use super::super::session::page_session::{NOT_OF_PAGE, PageSession};
use super::super::site::Origin;

pub(super) async fn guard(State(origin): State<Origin>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_here(&request) {
        let message = "the inspector is at the names of this machine only: localhost, 127.0.0.1";
        return (StatusCode::FORBIDDEN, message).into_response();
    }
    if !reads && PageSession::of(request.headers(), &origin).is_none() {
        return NOT_OF_PAGE.into_response();
    }
    next.run(request).await
}

/// Whether the request names this machine.
fn is_here(request: &Request) -> bool {
    let authority = match request.headers().get(header::HOST) {
        Some(host) => host.to_str().ok(),
        None => request.uri().authority().map(Authority::as_str),
    };
    let here = authority.and_then(|authority| Url::parse(&format!("http://{authority}")).ok());
    here.is_some_and(|here| is_loopback(&here))
}
