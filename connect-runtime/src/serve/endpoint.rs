//! One route of the app: verify the request, call the handler, finish the response.

use std::convert::Infallible;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_model::declaration::Auth;
use http::header::CONTENT_LENGTH;
use http::{Method, StatusCode};
use tower::Service;

use super::body::{read_body, refuse_long, warn_of_long};
use super::core::{Core, PreparedTenant, calls_end};
use super::guard::Guard;
use super::panic_and_timeout::guarded;
use super::served::{Passage, Public};
use super::{form, headers};
use crate::auth::Verified;
use crate::auth::{Renewable, SessionToken};
use crate::error::Reported;
use crate::error_answer::readable;
use crate::extract::{Caller, Delivered, Invocation, SignedParameters};
use crate::handler::{
    AnyState, ErasedCall, ErasedHandler, IncomingRequest, RejectionResponse, path_parameters,
};
use crate::tenants::{ActiveTenant, Tenant};

/// The kind of response that the host expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseKind {
    /// A document in an iframe.
    Page,
    /// Only success matters: 204, whatever the handler returns.
    Empty,
    /// Whatever the handler returns; it may have read the host's input from the request's head.
    Step,
    /// Whatever the handler returns.
    Any,
}

/// A route of the app. One value per route, shared by all requests.
pub(super) struct Endpoint {
    pub(super) core: Arc<Core>,
    /// Its name in logs: `web panel "votes"`.
    pub(super) label: Arc<str>,
    pub(super) auth: Auth,
    pub(super) expects: ResponseKind,
    /// The requirements besides a token; `None` for most routes.
    pub(super) guard: Option<Guard>,
    pub(super) handle: ErasedHandler,
    pub(super) state: AnyState,
    /// In bytes.
    pub(super) body_limit: usize,
    /// Whether the path has parameters.
    pub(super) parameters: bool,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("label", &self.label)
            .field("auth", &self.auth)
            .field("expects", &self.expects)
            .finish_non_exhaustive()
    }
}

/// How many headers are added to a handler's response.
const HEADERS: usize = 8;

impl Endpoint {
    /// Serves the route. Each step borrows the request in place: this is the path of every request,
    /// and a future that owned it would be larger.
    async fn respond(&self, request: Result<Box<IncomingRequest>, RejectionResponse>) -> Response {
        let mut request = match request {
            Ok(request) => request,
            Err(refused) => return refused.into_response(),
        };
        let admitted = match self.auth {
            Auth::Request => self.admit_host(&mut request).await,
            // Boxed, so that it doesn't enlarge the future of a page opened by the host.
            Auth::Context => Box::pin(self.admit_page(&mut request)).await,
            Auth::Public => {
                request.queue = Some(Arc::clone(&self.core.queue));
                Ok(None)
            }
            // Lifecycle callbacks are the runtime's own; no route of an app is one.
            Auth::Lifecycle => Err(RejectionResponse::new(StatusCode::NOT_FOUND)),
        };
        let admitted = match admitted {
            Ok(admitted) => admitted,
            Err(refused) => return refused.into_response(),
        };
        let mut session = None;
        let tenant = admitted.map(|(active, caller)| {
            // For the page's next call, if the app turns session tokens on.
            session = caller.session_token(&request.parts);
            let prepared = self.core.prepared(&active);
            let limit = self.core.request_timeout;
            self.enter(&mut request, (active, prepared), caller, limit)
        });
        self.proceed(request, tenant, session).await
    }

    /// Serves a call from Forge, which another route has verified.
    pub(super) async fn invoked(&self, request: Request, invoked: Invoked) -> Response {
        let mut request = match self.limited(request) {
            Ok(request) => request,
            Err(refused) => return refused.into_response(),
        };
        let Invoked {
            invocation,
            active,
            prepared,
            signed,
            limit,
        } = invoked;
        request.signed = signed;
        let caller = Caller::invoked(invocation, &active, &self.core.verifier);
        let tenant = self.enter(&mut request, (active, prepared), caller, limit);
        let response = self.proceed(request, Some(tenant), None).await;
        warn_of_long(&response, self.body_limit, &self.label);
        response
    }

    /// Serves a request whose caller is known, if the route requires one.
    async fn proceed(
        &self,
        mut request: Box<IncomingRequest>,
        tenant: Option<(Tenant, Arc<PreparedTenant>)>,
        session: Option<SessionToken>,
    ) -> Response {
        if let Some(guard) = self.guard {
            // Boxed, as few routes demand anything.
            let of_tenant = request.of_tenant.as_ref();
            let admitted = Box::pin(guard.admit(&self.core, &request.parts, of_tenant));
            if let Err(refused) = admitted.await {
                return self.finish(refused.into_response(), tenant, None);
            }
        }
        let delivered = match self.expects {
            ResponseKind::Empty | ResponseKind::Step => self.deliver(&mut request).await,
            ResponseKind::Page | ResponseKind::Any => Ok(()),
        };
        let answer = match delivered {
            Ok(()) => self.answer(request).await,
            Err(refused) => Err(refused),
        };
        let response = answer.unwrap_or_else(|refused| readable(refused.into_response()));
        self.finish(response, tenant, session)
    }

    /// Makes a verified caller and its tenant available to extractors.
    fn enter(
        &self,
        request: &mut IncomingRequest,
        (active, prepared): (Arc<ActiveTenant>, Arc<PreparedTenant>),
        caller: Caller,
        limit: Duration,
    ) -> (Tenant, Arc<PreparedTenant>) {
        let begun = match Passage::of(&request.parts.extensions) {
            Some(passage) => {
                passage.by(active.tenant());
                passage.begun
            }
            None => Instant::now(),
        };
        let ends = calls_end(begun, limit);
        let of_tenant = self.core.of_tenant(active, prepared, caller, ends);
        let entered = (of_tenant.tenant().clone(), Arc::clone(&of_tenant.prepared));
        request.of_tenant = Some(of_tenant);
        entered
    }

    async fn answer(
        &self,
        mut request: Box<IncomingRequest>,
    ) -> Result<Response, RejectionResponse> {
        if self.parameters {
            request.path = path_parameters(&mut request.parts).await;
        }
        (self.handle)(ErasedCall {
            request,
            state: Arc::clone(&self.state),
        })
        .await
    }

    /// Admits a request signed by the host.
    async fn admit_host(
        &self,
        request: &mut IncomingRequest,
    ) -> Result<Option<Admitted>, RejectionResponse> {
        let form = self.form(request).await?;
        let parts = &request.parts;
        let verified = self.core.verifier.request(parts, form.as_deref()).await;
        let verified = verified.map_err(RejectionResponse::new)?;
        // A token that covers only the query doesn't vouch for a form sent with it.
        request.form = form.filter(|form| {
            form::is_signed(parts, form, verified.active.key(), &self.core.addresses)
        });
        let form = request.form.clone();
        Ok(Some(self.admit(verified, form)))
    }

    /// Admits a request of one of the app's own pages. A form that contains the token reaches the
    /// handler without it.
    async fn admit_page(
        &self,
        request: &mut IncomingRequest,
    ) -> Result<Option<Admitted>, RejectionResponse> {
        let form = self.form(request).await?;
        let verifier = &self.core.verifier;
        let verified = verifier
            .context_or_form(&request.parts, form.as_deref())
            .await;
        let verified = verified.map_err(RejectionResponse::new)?;
        if let Some(fields) = form.as_deref().and_then(form::without_token) {
            request
                .parts
                .headers
                .insert(CONTENT_LENGTH, fields.len().into());
            request.body = Body::from(fields);
        }
        Ok(Some(self.admit(verified, None)))
    }

    fn admit<T: Renewable>(&self, verified: Verified<T>, form: Option<Bytes>) -> Admitted {
        Caller::verified(verified, self.auth, form, &self.core.verifier)
    }

    /// Adds the headers that the handler doesn't control, and logs what the response hides.
    fn finish(
        &self,
        mut response: Response,
        tenant: Option<(Tenant, Arc<PreparedTenant>)>,
        session: Option<SessionToken>,
    ) -> Response {
        if let Some(reported) = response.extensions_mut().remove::<Reported>() {
            let client_key = tenant.as_ref().map(|(tenant, _)| tenant.client_key());
            reported.log(client_key, &self.label);
        }
        let status = response.status();
        if self.expects == ResponseKind::Empty && (status.is_success() || status.is_redirection()) {
            response = StatusCode::NO_CONTENT.into_response();
        } else {
            let headers = response.headers_mut();
            // Reserves room for everything added here and before the routes at once.
            headers.reserve(HEADERS);
            if let Some((_, prepared)) = &tenant
                && self.expects == ResponseKind::Page
            {
                headers::framed(headers, &prepared.frame_ancestors);
            }
            if let Some(token) = session {
                headers::session(headers, &token);
            }
        }
        response
    }

    /// Takes in a request and applies the body limit. A request without a body passes untouched.
    fn limited(&self, mut request: Request) -> Result<Box<IncomingRequest>, RejectionResponse> {
        if let Some(passage) = Passage::of(request.extensions()) {
            passage.at(&self.label);
        }
        if !request.body().is_end_stream() {
            refuse_long(request.headers(), self.body_limit)?;
            // We have our own limit; axum's would only be a second one.
            DefaultBodyLimit::disable().apply(&mut request);
            let limit = self.body_limit;
            request = request.map(|body| Body::new(http_body_util::Limited::new(body, limit)));
        }
        let (parts, body) = request.into_parts();
        Ok(IncomingRequest::new(parts, body))
    }

    /// Reads a webhook's body, so that its handler can take the event from the request's head.
    async fn deliver(&self, request: &mut IncomingRequest) -> Result<(), RejectionResponse> {
        let body = self.whole(request).await?;
        request.parts.extensions.insert(Delivered(body));
        Ok(())
    }

    /// The form that a host posts to open an iframe, which may contain the token and the
    /// parameters, or that a page of the app posts without a script, which may contain the token.
    async fn form(
        &self,
        request: &mut IncomingRequest,
    ) -> Result<Option<Bytes>, RejectionResponse> {
        let parts = &request.parts;
        let may_be_one = self.expects == ResponseKind::Page || self.auth == Auth::Context;
        if !may_be_one || parts.method != Method::POST || !form::is(parts) {
            return Ok(None);
        }
        self.whole(request).await.map(Some)
    }

    /// Reads the whole body, which stays readable.
    async fn whole(&self, request: &mut IncomingRequest) -> Result<Bytes, RejectionResponse> {
        let body = std::mem::take(&mut request.body);
        // Boxed, so that reading a body doesn't enlarge the future of a request without one.
        let bytes = Box::pin(read_body(body, &request.parts.headers, self.body_limit)).await?;
        request.body = Body::from(bytes.clone());
        Ok(bytes)
    }
}

/// A verified call from Forge, on its way to the handler.
#[derive(Debug, Clone)]
pub(super) struct Invoked {
    pub(super) invocation: Arc<Invocation>,
    pub(super) active: Arc<ActiveTenant>,
    pub(super) prepared: Arc<PreparedTenant>,
    /// Replaces the URL's parameters.
    pub(super) signed: Option<Arc<SignedParameters>>,
    /// The time limit of the call.
    pub(super) limit: Duration,
}

/// What is known about the caller before the handler runs.
type Admitted = (Arc<ActiveTenant>, Caller);

/// An [`Endpoint`] as an axum service. Not a handler: axum would box its future inside the box that
/// every route already has.
pub(super) fn service(
    endpoint: Arc<Endpoint>,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync
{
    tower::service_fn(move |request| {
        let endpoint = Arc::clone(&endpoint);
        let request = endpoint.limited(request);
        async move {
            let limit = endpoint.core.request_timeout;
            let answer = pin!(endpoint.respond(request));
            let mut response = guarded(limit, &endpoint.label, answer).await;
            warn_of_long(&response, endpoint.core.body_limit, &endpoint.label);
            if endpoint.auth == Auth::Public {
                Public.on(&mut response);
            }
            Ok(response)
        }
    })
}
