//! `/healthz`: whether this process can serve, for balancers and supervisors.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;

use super::core::Core;
use crate::auth::rejection::RETRY_AFTER_SECONDS;
use crate::error::WithCauses;

/// Where health is asked for.
pub(super) const PATH: &str = "/healthz";

/// 200 when the tenant store answers, 503 when it does not.
pub(super) async fn answer(core: Arc<Core>) -> Response {
    match core.tenants.store().list(&core.app_key, None, 1).await {
        Ok(_) => "ok".into_response(),
        Err(error) => {
            tracing::error!(error = %WithCauses(&error), "the tenant store is unavailable");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [(RETRY_AFTER, RETRY_AFTER_SECONDS)],
                "the tenant store is unavailable",
            )
                .into_response()
        }
    }
}
