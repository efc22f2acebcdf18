//! Whether the app is ready to be sent requests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a result is cached: anyone may ask, and each check costs the store a look-up.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// How often the log repeats that the app is not ready.
const SAID_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// The app's readiness.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    stopping: AtomicBool,
    /// The last check, so that there is one per second, and concurrent requests wait for it.
    looked: Mutex<Option<Looked>>,
}

#[derive(Debug, Clone, Copy)]
struct Looked {
    at: Instant,
    ready: bool,
    /// When it was last logged that the app is not ready.
    said: Option<Instant>,
}

impl Readiness {
    /// Reports the app as not ready from now on: it is shutting down.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether requests should be sent here. `look` finds what is in the way of serving, and is awaited at
    /// most once a second.
    pub(super) async fn is_ready(&self, look: impl Future<Output = Option<String>>) -> bool {
        if self.stopping.load(Ordering::Relaxed) {
            return false;
        }
        let mut looked = self.looked.lock().await;
        if let Some(last) = *looked
            && last.at.elapsed() < GOOD_FOR
        {
            return last.ready;
        }
        let obstacle = look.await;
        let now = Instant::now();
        let mut said = looked.and_then(|last| last.said);
        match &obstacle {
            Some(obstacle) if said.is_none_or(|said| now - said >= SAID_AGAIN_AFTER) => {
                tracing::error!(%obstacle, "not ready");
                said = Some(now);
            }
            None if said.is_some() => {
                tracing::info!("ready again");
                said = None;
            }
            _ => {}
        }
        let ready = obstacle.is_none();
        crate::metrics::ready(ready);
        *looked = Some(Looked {
            at: now,
            ready,
            said,
        });
        ready
    }
}
