//! A site with its running servers.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::told_webhook::ToldWebhook;
use crate::error::HostError;
use crate::platform::key_server::KeyHost;
use crate::rest::api::RestApi;
use crate::site::Site;
use crate::wire::client::AppClient;
use crate::wire::task::BackgroundTask;

/// How long a host waits for an app's response by default.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A site, its servers, and the client that sends its requests to the app.
pub(crate) struct RunningSite {
    pub(crate) site: Arc<Site>,
    pub(crate) rest: Arc<RestApi>,
    pub(crate) key_host: KeyHost,
    /// The server of its REST API, if its base URL leads to one.
    pub(crate) server: Option<BackgroundTask>,
    pub(crate) http: AppClient,
    /// How long to wait for each of the app's responses, if a test has set that.
    pub(crate) timeout: Option<Duration>,
    /// The webhooks about changes that were sent since they were last read.
    pub(crate) sent_webhooks: Mutex<VecDeque<ToldWebhook>>,
    /// The task that sends them while the site runs.
    #[allow(dead_code, reason = "it is there to be dropped with the site")]
    pub(crate) webhook_sender: BackgroundTask,
}

impl RunningSite {
    /// How long to wait for a response on Connect.
    pub(crate) fn usual_patience(&self) -> Duration {
        self.timeout.unwrap_or(TIMEOUT)
    }

    /// How long to wait for a response that Forge allows this much time.
    pub(crate) fn patience(&self, limit: Duration) -> Duration {
        self.timeout.map_or(limit, |timeout| timeout.min(limit))
    }

    /// Checks that the app has called the REST API as expected.
    pub(crate) fn verify(&self) -> Result<(), HostError> {
        let calls = self.rest.unexpected();
        if calls.is_empty() {
            return Ok(());
        }
        Err(HostError::UnexpectedCalls { calls })
    }
}

impl Drop for RunningSite {
    #[allow(clippy::panic, reason = "a test that expects something has to fail")]
    fn drop(&mut self) {
        let verified = self.verify();
        // When a test has already failed, its first reason counts.
        if let Err(error) = verified
            && !std::thread::panicking()
        {
            panic!("{error}");
        }
    }
}
