//! New requests, streamed to the pages that list them.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::look::Look;
use super::recorded::Recorded;
use super::state::Inspector;
use crate::host::Host;

/// The interval of keep-alive messages, which reveal a closed window.
const ALIVE: Duration = Duration::from_secs(15);

/// Server-Sent Events: `entry` for each new request, with its row; `missed` when the page was too slow
/// and must be reloaded.
pub(super) async fn watch(State(inspector): State<Inspector>, look: Look) -> Response {
    let Ok(permit) = inspector.watchers.try_acquire_owned() else {
        let message = "too many windows watch already";
        return (StatusCode::SERVICE_UNAVAILABLE, message).into_response();
    };
    let watcher = Watcher {
        entries: look.host.watch(),
        host: look.host,
        _permit: permit,
    };
    Sse::new(events(watcher))
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response()
}

struct Watcher {
    entries: Receiver<u64>,
    host: Host,
    _permit: OwnedSemaphorePermit,
}

fn events(watcher: Watcher) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watcher, async |mut watcher| {
        loop {
            let event = match watcher.entries.recv().await {
                Ok(id) => match Recorded::find(&watcher.host, id) {
                    Some(entry) => {
                        let row = entry.row(&watcher.host).into_string();
                        let data = json!({"id": id, "row": row}).to_string();
                        Event::default().event("entry").data(data)
                    }
                    // Already dropped from the journal.
                    None => continue,
                },
                Err(RecvError::Lagged(_)) => Event::default().event("missed").data("{}"),
                Err(RecvError::Closed) => return None,
            };
            return Some((Ok(event), watcher));
        }
    })
}
