//! `/healthz` and `/readyz`, for load balancers and supervisors.
//!
//! The first reports that the process responds: a supervisor that restarts unresponsive processes
//! must not restart an app because its database is unavailable. The second reports whether requests
//! should be sent here.
//!
//! Neither requires a token, and neither reveals more than that; why an app is not ready is in its
//! log.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use tokio::time::timeout;

use super::core::Core;
use super::served::Public;
use crate::auth::rejection::RETRY_AFTER_SECONDS;
use crate::error::WithCauses;

/// Whether the process responds.
pub(super) const ALIVE: &str = "/healthz";
/// Whether requests should be sent to it.
pub(super) const READY: &str = "/readyz";

/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the key host must have been failing before the app counts as not ready: without it the
/// app can't accept installs, but everything else works.
const KEY_HOST_BAD_AFTER: Duration = Duration::from_secs(5 * 60);

/// The reason why the app can't serve. Migrations were already applied when the store was opened.
async fn obstacle(core: &Core) -> Option<String> {
    let look_up = core.tenants.store().list(&core.app_key, None, 1);
    match timeout(PATIENCE, look_up).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Some(WithCauses(&error).to_string()),
        Err(_) => return Some(format!("the store has not answered for {PATIENCE:?}")),
    }
    of_key_host(core.verifier.key_host_failing_for()?)
}

fn of_key_host(failing: Duration) -> Option<String> {
    (failing >= KEY_HOST_BAD_AFTER).then(|| {
        let minutes = failing.as_secs() / 60;
        format!("the key host has only failed for {minutes} minutes: no site can install the app")
    })
}

/// 200: the process responds.
pub(super) async fn alive() -> Response {
    said(StatusCode::OK)
}

/// 200 when requests should be sent here, 503 when the store does not answer, the key host has been
/// failing for minutes, or the app is shutting down.
pub(super) async fn ready(core: Arc<Core>) -> Response {
    said(if core.readiness.is_ready(obstacle(&core)).await {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    })
}

fn said(status: StatusCode) -> Response {
    let body = if status.is_success() {
        r#"{"status":"ok"}"#
    } else {
        r#"{"status":"unavailable"}"#
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Public, but only valid for the moment.
    let fresh = HeaderValue::from_static("no-store, no-cache");
    headers.insert(CACHE_CONTROL, fresh);
    if !status.is_success() {
        headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
    }
    Public.on(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_outage_of_the_key_host_does_not_matter() {
        assert_eq!(
            of_key_host(KEY_HOST_BAD_AFTER - Duration::from_secs(1)),
            None
        );
        let obstacle = of_key_host(Duration::from_secs(7 * 60)).unwrap();
        assert!(obstacle.contains("7 minutes"), "{obstacle}");
    }
}
