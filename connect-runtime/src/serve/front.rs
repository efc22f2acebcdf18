//! Runs before all routes: assigns a request's id, writes its log line, and adds what every
//! response carries.

use std::any::Any;
use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{OriginalUri, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::Either;
use http::{Method, StatusCode, Uri};
use tracing::Instrument;

use super::error_page::{Accept, ErrorPages};
use super::headers;
use super::served::{Enveloped, Passage, Public};
use crate::deployment::Deployment;
use crate::error_answer::ErrorAnswer;
use crate::metrics;
use crate::telemetry::Redacted;

/// What all requests have in common.
#[derive(Debug)]
pub(crate) struct Front {
    /// Whether browsers reach the app over TLS, so that `Strict-Transport-Security` is meaningful.
    pub(crate) https: bool,
    pub(crate) deployment: Option<Arc<Deployment>>,
    pub(crate) error_pages: ErrorPages,
}

impl Front {
    /// Wraps every route, and the response for unknown paths, of a router that is served by another
    /// server. It costs each request four allocations more than [`Front::answer`].
    pub(crate) fn before(self: Arc<Self>, router: Router) -> Router {
        router.layer(from_fn(move |request: Request, next: Next| {
            let begun = Instant::now();
            Arc::clone(&self).answer(request, begun, |request| next.run(request))
        }))
    }

    /// Answers a request that came at `begun` by calling `next`.
    ///
    /// Every request pays for this code, so work that only some need is deferred: the format of a
    /// failure is determined when there is one, and the log line when it is written. Each layer of
    /// the future is created once, in place: an `async` block would reserve room for the request, and
    /// for the response's future a second time.
    pub(crate) fn answer<F>(
        self: Arc<Self>,
        mut request: Request,
        begun: Instant,
        next: impl FnOnce(Request) -> F,
    ) -> impl Future<Output = Response>
    where
        F: Future<Output = Response>,
    {
        let passage = Passage::begin(request.headers(), begun);
        let accept = Accept::of(request.headers());
        let asked = is_logged().then(|| Asked::of(&request));
        request.extensions_mut().insert(Arc::clone(&passage));

        // A layer may panic when it is called, or later.
        let called = Deployment::within(self.deployment.as_ref(), || {
            let _entered = passage.span.enter();
            catch_unwind(AssertUnwindSafe(|| next(request)))
        });
        let answer = match called {
            Ok(answer) => Either::Left(AssertUnwindSafe(answer).catch_unwind()),
            Err(panic) => Either::Right(ready(Err(panic))),
        };
        Deployment::around(self.deployment.clone(), answer)
            .instrument(passage.span.clone())
            .map(move |answer| self.finish(answer, &passage, &accept, asked))
    }

    fn finish(
        &self,
        answer: Result<Response, Box<dyn Any + Send>>,
        passage: &Passage,
        accept: &Accept,
        asked: Option<Asked>,
    ) -> Response {
        let mut response = answer.unwrap_or_else(|_| {
            // A handler's own panic is caught closer to it; this one comes from a layer.
            let _entered = passage.span.enter();
            tracing::error!("a layer panicked");
            ErrorAnswer::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        });
        let public = response.extensions_mut().remove::<Public>().is_some();
        Deployment::within(self.deployment.as_ref(), || {
            self.error_pages.put_on(&mut response, accept, &passage.id);
        });
        headers::every_answer(&mut response, self.https, public, &passage.id);
        let enveloped = response.extensions_mut().remove::<Enveloped>();
        let status = enveloped.map_or(response.status(), |Enveloped(status)| status);
        metrics::request(passage, status);
        if let Some(asked) = asked {
            let _entered = passage.span.enter();
            asked.log(passage, public, status);
        }
        response
    }
}

/// Whether requests are logged.
fn is_logged() -> bool {
    tracing::event_enabled!(target: "connect_runtime::requests", tracing::Level::INFO)
}

/// The parts of a request that are logged, saved before the routes consume it.
struct Asked {
    method: Method,
    uri: Uri,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let original = request.extensions().get::<OriginalUri>();
        Self {
            method: request.method().clone(),
            uri: original
                .map_or(request.uri(), |OriginalUri(uri)| uri)
                .clone(),
        }
    }

    /// Logs one line per request; its span contains the tenant and module. A successful request for public content,
    /// such as an asset, is logged at a lower level.
    fn log(&self, passage: &Passage, public: bool, status: StatusCode) {
        macro_rules! log_at {
            ($level:expr) => {
                tracing::event!(
                    target: "connect_runtime::requests",
                    $level,
                    method = %self.method,
                    // Without the query, which contains the token.
                    path = %Redacted(self.uri.path()),
                    status = status.as_u16(),
                    ms = u64::try_from(passage.begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                    "answered"
                )
            };
        }
        if public && !status.is_server_error() {
            log_at!(tracing::Level::DEBUG);
        } else {
            log_at!(tracing::Level::INFO);
        }
    }
}
