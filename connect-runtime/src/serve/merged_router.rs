//! Routes that an app adds as a plain axum router: no request gets in without a token, unless the
//! app declares the router as public.

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use connect_model::declaration::Auth;

use super::body::{refuse_long, warn_of_long};
use super::core::{Core, calls_end};
use super::guard::Guard;
use super::headers;
use super::panic_and_timeout::guarded;
use super::served::{Passage, Public};
use crate::error::Reported;
use crate::extract::Caller;
use crate::handler::RejectionResponse;

/// The plain routers of an app.
#[derive(Debug, Clone, Default)]
pub(crate) struct Merged {
    /// Requires a token.
    pub(crate) guarded: Option<Router>,
    /// Requires no token.
    pub(crate) public: Option<Router>,
}

impl Merged {
    /// Adds these routers to the app's routes. A path that is in none of them is a 404 for
    /// everybody; a router's own fallback requires a token if the router does.
    ///
    /// axum keeps the second router's fallback if neither was set explicitly, so the app's own,
    /// which needs no token, comes last.
    pub(super) fn with(self, routes: Router, core: &Arc<Core>) -> Router {
        let guarded = self.guarded.map(|router| behind_a_token(router, core));
        let public = self.public.map(|router| for_anyone(router, core));
        [guarded, public]
            .into_iter()
            .flatten()
            .reduce(Router::merge)
            .map_or(routes.clone(), |merged| merged.merge(routes))
    }
}

/// Guards a router against panics and hanging requests only.
fn for_anyone(router: Router, core: &Arc<Core>) -> Router {
    let core = Arc::clone(core);
    router.layer(from_fn(move |mut request: Request, next: Next| {
        let core = Arc::clone(&core);
        async move {
            let what = request.uri().path().to_owned();
            if let Err(refused) = limit(&core, &mut request) {
                let refused = refused.into_response();
                warn_of_long(&refused, core.body_limit, &what);
                return refused;
            }
            let answer = pin!(next.run(request));
            let mut response = guarded(core.request_timeout, &what, answer).await;
            warn_of_long(&response, core.body_limit, &what);
            if let Some(reported) = response.extensions_mut().remove::<Reported>() {
                reported.log(None, &what);
            }
            Public.on(&mut response);
            response
        }
    }))
}

fn limit(core: &Core, request: &mut Request) -> Result<(), RejectionResponse> {
    if !request.body().is_end_stream() {
        refuse_long(request.headers(), core.body_limit)?;
        DefaultBodyLimit::max(core.body_limit).apply(request);
    }
    Ok(())
}

/// Requires a request token or a context token for a router: a plain router can't declare which it
/// wants, and both prove the tenant.
fn behind_a_token(router: Router, core: &Arc<Core>) -> Router {
    let core = Arc::clone(core);
    router.layer(from_fn(move |request: Request, next: Next| {
        let core = Arc::clone(&core);
        async move {
            let what = request.uri().path().to_owned();
            let answer = pin!(admit(&core, request, next));
            let response = guarded(core.request_timeout, &what, answer).await;
            warn_of_long(&response, core.body_limit, &what);
            response
        }
    }))
}

async fn admit(core: &Core, mut request: Request, next: Next) -> Response {
    let ends = calls_end(Instant::now(), core.request_timeout);
    if let Err(refused) = limit(core, &mut request) {
        return refused.into_response();
    }
    let (mut parts, body) = request.into_parts();
    let (active, caller) = match core.verifier.request(&parts, None).await {
        Ok(verified) => Caller::verified(verified, Auth::Request, None, &core.verifier),
        Err(rejection) => match core.verifier.context(&parts).await {
            Ok(verified) => Caller::verified(verified, Auth::Context, None, &core.verifier),
            Err(_) => return rejection.into_response(),
        },
    };
    let auth = caller.auth;
    if let Some(passage) = Passage::of(&parts.extensions) {
        passage.by(active.tenant());
    }
    let prepared = core.prepared(&active);
    let of_tenant = core.of_tenant(active, prepared, caller, ends);
    let path = parts.uri.path().to_owned();
    let refused = match Guard::of_merged(core.licensed, auth) {
        Some(guard) => Box::pin(guard.admit(core, &parts, Some(&of_tenant)))
            .await
            .err(),
        None => None,
    };
    let (tenant, prepared) = (of_tenant.tenant().clone(), Arc::clone(&of_tenant.prepared));
    of_tenant.insert(&mut parts);
    let mut response = match refused {
        Some(refused) => refused.into_response(),
        None => next.run(Request::from_parts(parts, body)).await,
    };
    if auth == Auth::Request {
        headers::framed(response.headers_mut(), &prepared.frame_ancestors);
    }
    if let Some(reported) = response.extensions_mut().remove::<Reported>() {
        reported.log(Some(tenant.client_key()), &path);
    }
    response
}
