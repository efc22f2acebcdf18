//! One route of the app: verify, call the handler, finish the answer.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, FromRequestParts, RawPathParams, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_model::declaration::Auth;
use http::request::Parts;
use http::{Method, StatusCode};
use tower::Service;

use super::guard::guarded;
use super::{Core, form, headers, read_body, refuse_long};
use crate::__private::{Answer, AnyState, Call, PathParameters, Refused};
use crate::auth::session::Renewable;
use crate::auth::verify::Verified;
use crate::error::Reported;
use crate::extract::{Caller, Delivered};
use crate::page::OTHER_BRIDGE;
use crate::tenants::Serving;

/// What the host expects as an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// A document in an iframe.
    Page,
    /// Only that the message was taken: 204, whatever the handler returns.
    Taken,
    /// Whatever the app's own page expects.
    Own,
}

/// A route of the app. One value per route, shared by all requests.
pub(super) struct Endpoint {
    pub(super) core: Arc<Core>,
    /// How logs call it: `web panel "votes"`.
    pub(super) label: String,
    pub(super) auth: Auth,
    pub(super) reply: Reply,
    pub(super) handle: fn(Call) -> Answer,
    pub(super) state: AnyState,
    /// Whether the path has parameters.
    pub(super) parameters: bool,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("label", &self.label)
            .field("auth", &self.auth)
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    async fn respond(&self, request: Request) -> Response {
        let (parts, body) = match self.limited(request) {
            Ok(request) => request.into_parts(),
            Err(refused) => return self.refused(refused),
        };
        match self.auth {
            Auth::Request => self.to_host(parts, body).await,
            Auth::Context => self.to_page(parts, body).await,
            Auth::Public => {
                let mut response = self.call(parts, body, None).await;
                headers::open(response.headers_mut(), self.core.https);
                self.report(&mut response, None);
                response
            }
            // Lifecycle callbacks are the runtime's own; no route of an app is one.
            Auth::Lifecycle => StatusCode::NOT_FOUND.into_response(),
        }
    }

    /// A request that the host signed.
    async fn to_host(&self, parts: Parts, body: Body) -> Response {
        let (body, form) = match self.form(&parts, body).await {
            Ok(both) => both,
            Err(refused) => return self.refused(refused),
        };
        let verified = match self.core.verifier.request(&parts, form.as_deref()).await {
            Ok(verified) => verified,
            Err(rejection) => return self.refused(rejection),
        };
        let form = form.filter(|form| {
            form::is_signed(&parts, form, &verified.serving.key, &self.core.base_path)
        });
        self.finish(parts, body, form, &verified).await
    }

    /// A request of one of the app's own pages.
    async fn to_page(&self, parts: Parts, body: Body) -> Response {
        let verified = match self.core.verifier.context(&parts).await {
            Ok(verified) => verified,
            Err(rejection) => return self.refused(rejection),
        };
        self.finish(parts, body, None, &verified).await
    }

    /// A refusal is an answer like any other to a browser that keeps to TLS for a year.
    fn refused(&self, refusal: impl IntoResponse) -> Response {
        let mut response = refusal.into_response();
        headers::open(response.headers_mut(), self.core.https);
        response
    }

    async fn finish<T: Renewable>(
        &self,
        mut parts: Parts,
        body: Body,
        form: Option<Bytes>,
        verified: &Verified<T>,
    ) -> Response {
        let serving = &*verified.serving;
        parts.extensions.insert(Caller {
            tenant: serving.tenant.clone(),
            account_id: verified.account_id.clone(),
            auth: self.auth,
        });
        let mut response = self.call(parts, body, form).await;
        if self.reply == Reply::Taken
            && (response.status().is_success() || response.status().is_redirection())
        {
            return StatusCode::NO_CONTENT.into_response();
        }
        let headers = response.headers_mut();
        headers::authenticated(headers, self.core.https);
        if self.reply == Reply::Page {
            headers::framed(headers, &serving.frame_ancestors);
        }
        if let Some(token) = self.core.verifier.session_token(verified) {
            headers::session(headers, &token);
        }
        self.report(&mut response, Some(serving));
        response
    }

    async fn call(&self, mut parts: Parts, body: Body, form: Option<Bytes>) -> Response {
        let body = match self.delivered(&mut parts, body).await {
            Ok(body) => body,
            Err(refused) => return refused.into_response(),
        };
        let path = if self.parameters {
            path_parameters(&mut parts).await
        } else {
            Box::default()
        };
        let call = Call {
            parts,
            body,
            form,
            state: Arc::clone(&self.state),
            path,
        };
        let answer = (self.handle)(call);
        let answer = match &self.core.bridge {
            None => answer.await,
            Some(bridge) => OTHER_BRIDGE.scope(Arc::clone(bridge), answer).await,
        };
        answer.unwrap_or_else(IntoResponse::into_response)
    }

    /// Logs the error that a handler returned, which the answer does not show.
    fn report(&self, response: &mut Response, serving: Option<&Serving>) {
        if let Some(Reported(error)) = response.extensions_mut().remove::<Reported>() {
            let tenant = serving.map(|serving| serving.tenant.client_key());
            tracing::error!(tenant, module = self.label, %error, "a handler failed");
        }
    }

    /// Puts the body's limit in place. A request without a body passes untouched.
    fn limited(&self, mut request: Request) -> Result<Request, Refused> {
        if request.body().is_end_stream() {
            return Ok(request);
        }
        refuse_long(request.headers(), self.core.body_limit)?;
        // The limit is ours; axum's own would only be a second one beside it.
        DefaultBodyLimit::disable().apply(&mut request);
        let limit = self.core.body_limit;
        Ok(request.map(|body| Body::new(http_body_util::Limited::new(body, limit))))
    }

    /// Reads a webhook's body, so that its handler can take the event from the request's head.
    async fn delivered(&self, parts: &mut Parts, body: Body) -> Result<Body, Refused> {
        if self.reply != Reply::Taken {
            return Ok(body);
        }
        let bytes = read_body(body, &parts.headers, self.core.body_limit).await?;
        parts.extensions.insert(Delivered(bytes.clone()));
        Ok(Body::from(bytes))
    }

    /// The form that a host posts to open an iframe: it may carry the token and the parameters.
    async fn form(&self, parts: &Parts, body: Body) -> Result<(Body, Option<Bytes>), Refused> {
        if self.reply != Reply::Page || parts.method != Method::POST || !form::is(parts) {
            return Ok((body, None));
        }
        let form = read_body(body, &parts.headers, self.core.body_limit).await?;
        Ok((Body::from(form.clone()), Some(form)))
    }
}

/// The decoded parameters of the path; none when one is not UTF-8, so that the handler answers
/// 400 for the parameter that it misses.
async fn path_parameters(parts: &mut Parts) -> PathParameters {
    match RawPathParams::from_request_parts(parts, &()).await {
        Ok(found) => found
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        Err(_) => Box::default(),
    }
}

/// An [`Endpoint`] as axum takes it.
#[derive(Debug, Clone)]
pub(super) struct EndpointService(pub(super) Arc<Endpoint>);

impl Service<Request> for EndpointService {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let endpoint = Arc::clone(&self.0);
        Box::pin(async move {
            let limit = endpoint.core.request_timeout;
            Ok(guarded(limit, &endpoint.label, endpoint.respond(request)).await)
        })
    }
}
