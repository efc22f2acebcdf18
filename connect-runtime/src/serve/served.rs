//! What a route records about the request that it answers.

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

/// A request between its arrival and its response: the one extension added to every request before
/// the routes, and shared with the route.
///
/// A route records here whom it has verified, rather than in the response's extensions, which would
/// cost a response without any three allocations. The values become fields of the request's span,
/// so that every line logged during the request has them, including the handler's.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) id: RequestId,
    /// When the request arrived: the log and the deadline of the handler's calls count from here,
    /// so that the clock is read once.
    pub(crate) begun: Instant,
    /// Stored here because a layer of the app may have put its own span around the routes.
    pub(super) span: Span,
    #[cfg(feature = "metrics")]
    module: Mutex<Option<Arc<str>>>,
}

impl Passage {
    pub(crate) fn begin(headers: &HeaderMap, begun: Instant) -> Arc<Self> {
        let id = RequestId::of(headers);
        // Without a subscriber, not even a disabled span is created, because that would still query the
        // crate `log` each time.
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

    /// The passage of a request; `None` if an app's layer has created the request itself.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Arc<Self>> {
        extensions.get()
    }

    /// Records the route that the request has reached, by its name in logs: `web panel "votes"`. A
    /// layer may send it to a second one: the last counts.
    pub(super) fn at(&self, module: &Arc<str>) {
        self.span.record("module", &**module);
        #[cfg(feature = "metrics")]
        self.module.lock().replace(Arc::clone(module));
    }

    /// Records the tenant that the request was verified for.
    pub(super) fn by(&self, tenant: &Tenant) {
        self.span.record("tenant", tenant.client_key());
    }

    /// The last route that the request has reached, if it is one of the app's.
    #[cfg(feature = "metrics")]
    pub(crate) fn module(&self) -> Option<Arc<str>> {
        self.module.lock().clone()
    }
}

/// Marks a response that anyone may read, so that it may be cached. Every other response is for one
/// caller, including those of layers and rejections, so the response itself is marked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Public;

impl Public {
    pub(super) fn on(self, response: &mut Response) {
        response.extensions_mut().insert(self);
    }
}

/// Marks a response that contains another one: holds the status of the inner response, which is the
/// outcome of the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Enveloped(pub(super) StatusCode);

impl Enveloped {
    pub(super) fn on(self, response: &mut Response) {
        response.extensions_mut().insert(self);
    }
}
