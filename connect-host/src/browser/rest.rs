//! The product's REST API: for the app with its token, for the product's pages with their session, and for
//! the app's pages through `AP.request`.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::refusal::refuse;
use super::session::page_session::{NOT_OF_PAGE, PageSession, SESSION_HEADER};
use super::site::Origin;
use crate::host::Host;

/// Marks a request as coming from a page of the app with this key, as in the products.
const APP_KEY: HeaderName = HeaderName::from_static("ap-client-key");

/// [`Host::rest_routes`], plus requests with a page's session: as its user, and with `AP-Client-Key`
/// on behalf of the app, whose scopes then apply.
pub(super) fn routes(host: &Host, origin: &Origin) -> Router {
    let (host, origin) = (host.clone(), origin.clone());
    Router::new().fallback(async move |request: Request| serve(&host, &origin, request).await)
}

async fn serve(host: &Host, origin: &Origin, mut request: Request) -> Response {
    if !request.headers().contains_key(SESSION_HEADER) {
        return host.answer_rest(request).await;
    }
    let Some(PageSession(session)) = PageSession::of(request.headers(), origin) else {
        return refuse(StatusCode::UNAUTHORIZED, NOT_OF_PAGE.1).into_response();
    };
    let headers = request.headers_mut();
    headers.remove(SESSION_HEADER);
    let app = headers.remove(&APP_KEY);
    if let Some(app) = &app {
        let installed = host.installed_key();
        if installed.is_none_or(|key| key.as_bytes() != app.as_bytes()) {
            let reason = "the app in AP-Client-Key is not installed on this site";
            return refuse(StatusCode::FORBIDDEN, reason).into_response();
        }
    }
    let through_app = app.is_some();
    let user = session.choice().user;
    host.answer_visitor(user, through_app, request).await
}
