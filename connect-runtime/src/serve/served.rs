//! What a route tells about the request that it answers.

use std::sync::Arc;
use std::time::Instant;

use axum::response::Response;
use http::{Extensions, HeaderMap};
use parking_lot::Mutex;

use crate::extract::RequestId;
use crate::tenants::Tenant;

/// A request between its arrival and its answer: the one extension that what stands before the
/// routes puts on every request, shared with the route.
///
/// A route tells here whom it has verified, not in the answer's extensions: those cost an answer
/// that has none three allocations.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) id: RequestId,
    /// When the request came: the log and the handler's calls count from here, so that the clock is
    /// read once.
    pub(crate) begun: Instant,
    served: Mutex<Served>,
}

/// Who asked what.
#[derive(Debug, Clone, Default)]
pub(super) struct Served {
    /// The verified caller's.
    pub(super) tenant: Option<Tenant>,
    /// How logs call the route: `web panel "votes"`.
    pub(super) module: Option<Arc<str>>,
}

impl Passage {
    pub(super) fn begin(headers: &HeaderMap) -> Arc<Self> {
        Arc::new(Self {
            id: RequestId::of(headers),
            begun: Instant::now(),
            served: Mutex::default(),
        })
    }

    /// That of a request. There is none where an app's layer has made the request itself.
    pub(crate) fn of(extensions: &Extensions) -> Option<&Arc<Self>> {
        extensions.get()
    }

    /// The request has come to this route. A layer may send it to a second one: the last counts.
    pub(super) fn at(&self, module: Arc<str>) {
        *self.served.lock() = Served {
            module: Some(module),
            tenant: None,
        };
    }

    /// The route has found the request to be this tenant's.
    pub(super) fn by(&self, tenant: Tenant) {
        self.served.lock().tenant = Some(tenant);
    }

    /// What the log calls the route that the request has come to, if it is one of the app's.
    #[cfg(feature = "metrics")]
    pub(crate) fn module(&self) -> Option<Arc<str>> {
        self.served.lock().module.clone()
    }

    /// What the routes have told.
    pub(super) fn served(&self) -> Served {
        std::mem::take(&mut self.served.lock())
    }
}

/// The extension of an answer that anybody may read, so that it may be kept. Every other answer is
/// for one caller, those of layers and refusals too: that is why this says so on the answer itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct ForAnybody;

impl ForAnybody {
    pub(super) fn on(self, response: &mut Response) {
        response.extensions_mut().insert(self);
    }
}
