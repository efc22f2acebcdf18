//! The bridge's routes; the documentation of [`bridge`](super) lists them.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{Bridge, calls, frame, scripts};
use crate::browser::forge;
use crate::browser::site::Origin;

/// The largest body that a product page may send about its frames, in bytes.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// The routes for pages with this bridge.
pub(in crate::browser) fn of(bridge: &Bridge) -> Router<Origin> {
    let scripts = Router::new()
        .route("/atlassian-connect/{*file}", get(scripts::for_app))
        .route("/_host/bridge/{file}", get(scripts::for_page))
        .with_state(Arc::clone(&bridge.scripts));
    let of_forge = bridge.shell.as_ref().map(forge::routes);
    Router::new()
        .route("/_host/frame", post(frame::open))
        .route("/_host/bridge-calls", post(calls::record))
        .merge(of_forge.unwrap_or_default())
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .merge(scripts)
}
