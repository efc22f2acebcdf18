//! Routes that an app brings as a plain axum router: no request gets in without a token.

use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use connect_model::declaration::Auth;

use super::core::{Core, refuse_long};
use super::headers;
use super::panic_and_timeout::guarded;
use crate::error::Reported;
use crate::extract::Caller;

/// Puts a router behind a request token or a context token: a plain router can't say which it
/// wants, and both prove the tenant.
pub(super) fn behind_a_token(router: Router, core: &Arc<Core>) -> Router {
    let core = Arc::clone(core);
    router.layer(from_fn(move |request: Request, next: Next| {
        let core = Arc::clone(&core);
        async move {
            let what = request.uri().path().to_owned();
            let answer = pin!(admit(&core, request, next));
            guarded(core.request_timeout, &what, answer).await
        }
    }))
}

async fn admit(core: &Core, mut request: Request, next: Next) -> Response {
    if !request.body().is_end_stream() {
        if let Err(refused) = refuse_long(request.headers(), core.body_limit) {
            return refused.into_response();
        }
        DefaultBodyLimit::max(core.body_limit).apply(&mut request);
    }
    let (mut parts, body) = request.into_parts();
    let (active, account_id, auth) = match core.verifier.request(&parts, None).await {
        Ok(verified) => (verified.active, verified.account_id, Auth::Request),
        Err(rejection) => match core.verifier.context(&parts).await {
            Ok(verified) => (verified.active, verified.account_id, Auth::Context),
            Err(_) => return rejection.into_response(),
        },
    };
    let prepared = core.admit(&mut parts, &active, Caller { account_id, auth });
    let path = parts.uri.path().to_owned();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    headers::authenticated(response.headers_mut(), core.https);
    if auth == Auth::Request {
        headers::framed(response.headers_mut(), &prepared.frame_ancestors);
    }
    if let Some(Reported(error)) = response.extensions_mut().remove::<Reported>() {
        let tenant = active.tenant().client_key();
        tracing::error!(tenant, path, %error, "a handler failed");
    }
    response
}
