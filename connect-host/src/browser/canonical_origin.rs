//! One origin for the product: `localhost` and `127.0.0.1` reach one server but are two sites.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::forge::shell::is_of_frame;
use super::site::Origin;

/// Redirects a person who opens a page under another name to the origin that the app knows: the bridge
/// compares origins literally, and cookies belong to a name.
pub(super) async fn redirect(
    State(origin): State<Origin>,
    request: Request,
    next: Next,
) -> Response {
    let origin = origin.address();
    let authority = origin.split_once("://").map_or("", |(_, rest)| rest);
    let host = request.headers().get(header::HOST);
    let elsewhere = host.is_some_and(|host| host.as_bytes() != authority.as_bytes());
    let of_frame = is_of_frame(request.uri().path());
    if elsewhere && !of_frame && request.method() == Method::GET && wants_page(request.headers()) {
        let target = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        return Redirect::temporary(&format!("{origin}{target}")).into_response();
    }
    next.run(request).await
}

/// Whether a person opens a page, as opposed to a script or the app.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}
