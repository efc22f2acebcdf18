//! Servers on loopback.

use axum::Router;
use tokio::net::TcpListener;

use super::task::BackgroundTask;
use crate::error::HostError;

/// A listener on a free loopback port, and its origin.
pub(crate) async fn listen() -> Result<(TcpListener, String), HostError> {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(HostError::Listen)?;
    let address = listener.local_addr().map_err(HostError::Listen)?;
    Ok((listener, format!("http://{address}")))
}

/// A server that stops when the task is dropped.
pub(crate) fn serve(listener: TcpListener, router: Router) -> BackgroundTask {
    BackgroundTask::spawn(async move {
        // The listener's accept loop retries on its own; it ends only with the task.
        let _ = axum::serve(listener, router).await;
    })
}
