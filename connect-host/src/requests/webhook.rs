//! A webhook before it is sent.

use url::Url;

use crate::site::Site;

/// A webhook that is ready to be sent.
#[derive(Clone)]
pub(super) struct Webhook {
    pub(super) event: String,
    pub(super) url: Url,
    /// The app's base URL.
    pub(super) base: Url,
    pub(super) identifier: String,
    pub(super) unbound: Vec<String>,
    pub(super) payload: Option<Vec<u8>>,
    /// Whether the app is asked for the outcome of its function.
    pub(super) waits: bool,
    /// On Forge, the key of the endpoint that the trigger names.
    pub(super) endpoint: Option<String>,
}

/// Unique within the site, even across runs: an app that keeps its database would take a known
/// identifier for a repeated delivery.
pub(super) fn next_identifier(site: &Site) -> String {
    let mut state = site.state();
    state.webhooks_sent += 1;
    let (started, sent) = (state.started, state.webhooks_sent);
    format!("{}-{started:x}-{sent:012}", site.client_key)
}
