//! A site of one product: its identity and its mutable state.

pub(crate) mod access_tokens;
pub(crate) mod accounts;
pub(crate) mod app_sources;
#[cfg(feature = "browser")]
pub(crate) mod bridge_call;
pub(crate) mod faults;
pub(crate) mod forge;
mod hashed_requests;
pub(crate) mod install_state;
pub(crate) mod job_report;
pub(crate) mod journal;
pub(crate) mod license;
pub(crate) mod outbox;
pub(crate) mod scopes;
pub(crate) mod state;
mod tokens;

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::broadcast;
use url::Url;

use self::forge::ForgeSite;
use self::install_state::{InstallState, Installation};
use self::journal::exchange::RecordedExchange;
use self::outbox::Outbox;
use self::state::State;
use crate::error::HostError;
use crate::wire::clock::Clock;
use crate::wire::rsa_key::RsaKey;
use connect_model::HostProduct;

/// The host's Connect version (query parameter `cv`, payload `pluginsVersion`).
pub(crate) const CONNECT_VERSION: &str = "1001.0.0-SNAPSHOT";

pub(crate) struct Site {
    pub(crate) product: HostProduct,
    pub(crate) client_key: String,
    pub(crate) base_url: Url,
    /// The URL at which users see the product: the base URL, or a customer's own domain.
    pub(crate) display_url: Url,
    /// The URL at which customers see the help centre of Jira Service Management.
    pub(crate) help_center_url: Url,
    pub(crate) oauth_client_id: String,
    /// The site on Forge; `None` for a site that installs Connect apps.
    pub(crate) forge: Option<ForgeSite>,
    pub(crate) clock: Clock,
    /// The key that signs lifecycle callbacks.
    pub(crate) install_key: RsaKey,
    /// The id under which apps find the public half of the key.
    pub(crate) install_key_id: String,
    pub(crate) state: Mutex<State>,
    /// The webhooks waiting to be sent.
    pub(crate) outbox: Arc<Outbox>,
    /// Announces the number of each new journal entry.
    pub(crate) recorded: broadcast::Sender<u64>,
}

impl Site {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// The user of the site unless a request sets another; `None` when nobody is logged in.
    pub(crate) fn user(&self) -> Option<String> {
        self.state().user.clone()
    }

    /// Records a request that was sent to the app.
    pub(crate) fn record(&self, exchange: RecordedExchange) {
        let id = exchange.id;
        self.state().journal.push(exchange);
        self.announce(id);
    }

    /// Announces a new journal entry to watchers.
    pub(crate) fn announce(&self, id: u64) {
        // Usually there is no watcher.
        let _ = self.recorded.send(id);
    }

    /// The secret that this site shares with the app.
    pub(crate) fn shared_secret(&self) -> String {
        self.state().secret.clone()
    }

    /// The app, if it is installed, enabled or not. `action` is what an error reports as impossible.
    pub(crate) fn installed(&self, action: &str) -> Result<Installation, HostError> {
        let installation = self.state().installation.clone();
        installation
            .filter(Installation::is_installed)
            .ok_or_else(|| self.not_installed(action))
    }

    /// The app, if it is installed and enabled.
    pub(crate) fn enabled(&self, action: &str) -> Result<Installation, HostError> {
        let installation = self.installed(action)?;
        match installation.state {
            InstallState::Enabled => Ok(installation),
            _ => Err(HostError::Disabled {
                action: action.to_owned(),
                host: self.base_url.to_string(),
            }),
        }
    }

    /// Refuses on Forge an action that Forge has no equivalent of.
    pub(crate) fn of_connect(&self, action: &str, why: &'static str) -> Result<(), HostError> {
        match self.forge {
            None => Ok(()),
            Some(_) => Err(HostError::NotOnForge {
                action: action.to_owned(),
                why,
            }),
        }
    }

    pub(crate) fn set_install_state(&self, state: InstallState) {
        if let Some(installation) = &mut self.state().installation {
            installation.state = state;
        }
    }

    pub(crate) fn not_installed(&self, action: &str) -> HostError {
        HostError::NotInstalled {
            action: action.to_owned(),
            host: self.base_url.to_string(),
        }
    }
}
