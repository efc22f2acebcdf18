//! A webhook, and how long each of its deliveries took to its handler.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_runtime::prelude::*;

/// How long each delivery took from its sender to its handler.
static HANDLED: Mutex<Vec<Duration>> = Mutex::new(Vec::new());

/// What is delivered: when it was sent, and as much as a small issue has beside it.
#[derive(serde::Deserialize)]
struct Sent {
    /// In microseconds since 1970.
    sent: u64,
}

#[webhook(event = "jira:issue_updated")]
async fn delivered(event: Event<Sent>) {
    let took = Duration::from_micros(now().saturating_sub(event.sent));
    HANDLED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(took);
}

/// The path of the webhook.
pub const TARGET: &str = "/webhooks/delivered";

/// In microseconds since 1970.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_micros()).unwrap_or(u64::MAX)
}

/// How many have been handled.
pub fn handled() -> usize {
    HANDLED.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// Takes what has been noted so far.
pub fn take() -> Vec<Duration> {
    std::mem::take(&mut HANDLED.lock().unwrap_or_else(PoisonError::into_inner))
}
