//! What a route tells about the request that it has answered.

use std::sync::Arc;

use axum::response::Response;

use crate::tenants::Tenant;

/// Who asked what: an answer's extension, on its way from the route to the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Served {
    /// The verified caller's.
    pub(super) tenant: Option<Tenant>,
    /// How logs call the route: `web panel "votes"`.
    pub(super) module: Option<Arc<str>>,
    /// Whether anybody may read the answer, so that it may be kept.
    pub(super) public: bool,
}

impl Served {
    /// That anybody may read the answer.
    pub(super) fn public() -> Self {
        Self {
            public: true,
            ..Self::default()
        }
    }

    /// Puts it on an answer that has none.
    pub(super) fn on(self, response: &mut Response) {
        response.extensions_mut().get_or_insert(self);
    }
}
