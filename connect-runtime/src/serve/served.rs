//! What a route tells about the request that it answers.

use std::sync::Arc;
use std::time::Instant;

use axum::response::Response;
use http::{Extensions, HeaderMap, StatusCode};
#[cfg(feature = "metrics")]
use parking_lot::Mutex;
use tracing::field::Empty;
use tracing::{Level, Span};

use crate::extract::RequestId;
use crate::tenants::Tenant;

/// A request between its arrival and its answer: the one extension that what stands before the
/// routes puts on every request, shared with the route.
///
/// A route notes here whom it has verified, not in the answer's extensions: those cost an answer
/// that has none three allocations. What it tells becomes fields of the request's span, so that
/// each line that the request causes has them, those of the handler too.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) id: RequestId,
    /// When the request came: the log and the handler's calls count from here, so that the clock is
    /// read once.
    pub(crate) begun: Instant,
    /// Held here because a layer of the app may have put a span of its own around the routes.
    pub(super) span: Span,
    #[cfg(feature = "metrics")]
    module: Mutex<Option<Arc<str>>>,
}

impl Passage {
    pub(crate) fn begin(headers: &HeaderMap, begun: Instant) -> Arc<Self> {
        let id = RequestId::of(headers);
        // Without a subscriber, not even a span that is off: that still asks the crate `log`, each time.
        let span = if tracing::span_enabled!(target: "connect_runtime::requests", Level::ERROR) {
            tracing::error_span!(
                target: "connect_runtime::requests",
                "request",
                %id,
                module = Empty,
                tenant = Empty,
            )
        } else {
            Span::none()
        };
        Arc::new(Self {
            id,
            begun,
            span,
            #[cfg(feature = "metrics")]
            module: Mutex::default(),
        })
    }

    /// That of a request. `None` where an app's layer has made the request itself.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Arc<Self>> {
        extensions.get()
    }

    /// The request has come to this route, as logs call it: `web panel "votes"`. A layer may send it
    /// to a second one: the last counts.
    pub(super) fn at(&self, module: &Arc<str>) {
        self.span.record("module", &**module);
        #[cfg(feature = "metrics")]
        self.module.lock().replace(Arc::clone(module));
    }

    /// The route has found the request to be this tenant's.
    pub(super) fn by(&self, tenant: &Tenant) {
        self.span.record("tenant", tenant.client_key());
    }

    /// The route that the request has come to last, if it is one of the app's.
    #[cfg(feature = "metrics")]
    pub(crate) fn module(&self) -> Option<Arc<str>> {
        self.module.lock().clone()
    }
}

/// The extension of an answer that anyone may read, so that it may be cached. Every other answer is
/// for one caller, those of layers and refusals too: that is why this says so on the answer itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Public;

impl Public {
    pub(super) fn on(self, response: &mut Response) {
        response.extensions_mut().insert(self);
    }
}

/// The extension of an answer that has another one in it: the status of that one, which is what the
/// request has come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Enveloped(pub(super) StatusCode);

impl Enveloped {
    pub(super) fn on(self, response: &mut Response) {
        response.extensions_mut().insert(self);
    }
}
