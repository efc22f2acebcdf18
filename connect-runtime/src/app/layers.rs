//! Tower layers around the whole app.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::Route;
use tower::{Layer, Service};

/// Layers of any type, innermost first.
#[derive(Clone, Default)]
pub(super) struct Layers(Vec<Arc<dyn Fn(Router) -> Router + Send + Sync>>);

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layers({})", self.0.len())
    }
}

impl Layers {
    pub(super) fn add<L>(&mut self, layer: L)
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.0
            .push(Arc::new(move |router| router.layer(layer.clone())));
    }

    pub(super) fn around(&self, router: Router) -> Router {
        self.0.iter().fold(router, |router, layer| layer(router))
    }
}
