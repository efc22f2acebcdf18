//! Who may see the inspector, and who may change something through it.
//!
//! It is for browsers on this machine. A page of another origin can't read it, because nothing here
//! allows that, and can't come as this origin through a name that leads to this machine, because the
//! name is looked at. What changes something needs the secret that only the host's own pages have.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::super::session::page_session::{NOT_OF_PAGE, SESSION_HEADER};
use super::super::site::Origin;
use crate::wire::url::is_loopback;

pub(super) async fn guard(State(origin): State<Origin>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(here) = here(&request) else {
        let message = "the inspector is at the names of this machine only: localhost, 127.0.0.1";
        return (StatusCode::FORBIDDEN, message).into_response();
    };
    let headers = request.headers();
    let may_change = is_of(&here, headers) && has_session(&origin, headers);
    if !reads && !may_change {
        return NOT_OF_PAGE.into_response();
    }
    next.run(request).await
}

/// The origin at which the request was made, if it is one of this machine's.
fn here(request: &Request) -> Option<Url> {
    let named = request.headers().get(header::HOST);
    let authority = match named {
        Some(host) => host.to_str().ok()?,
        None => request.uri().authority()?.as_str(),
    };
    let here = Url::parse(&format!("http://{authority}")).ok()?;
    is_loopback(&here).then_some(here)
}

/// Whether the request comes from a page of this origin, or has no `Origin`.
fn is_of(here: &Url, headers: &HeaderMap) -> bool {
    let Some(from) = headers.get(header::ORIGIN) else {
        return true;
    };
    let from = from.to_str().ok().and_then(|from| Url::parse(from).ok());
    from.is_some_and(|from| from.origin() == here.origin())
}

fn has_session(origin: &Origin, headers: &HeaderMap) -> bool {
    let secret = headers.get(SESSION_HEADER);
    let secret = secret.and_then(|secret| secret.to_str().ok());
    secret.is_some_and(|secret| origin.sessions().with_secret(secret).is_some())
}
