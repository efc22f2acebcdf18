//! A site of one product: its identity, and everything about it that changes.

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
    /// Where users see the product: the base URL, or a domain of the customer's own.
    pub(crate) display_url: Url,
    /// Where customers see the help centre of Jira Service Management.
    pub(crate) help_center_url: Url,
    pub(crate) oauth_client_id: String,
    /// What it is on Forge; `None` for a site that apps are on with Connect.
    pub(crate) forge: Option<ForgeSite>,
    pub(crate) clock: Clock,
    /// The key that signs lifecycle callbacks.
    pub(crate) install_key: RsaKey,
    /// The id under which apps find the public half of the key.
    pub(crate) install_key_id: String,
    pub(crate) state: Mutex<State>,
    /// The webhooks that wait to be sent.
    pub(crate) outbox: Arc<Outbox>,
    /// Tells the number of each new entry of a journal.
    pub(crate) recorded: broadcast::Sender<u64>,
}

impl Site {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Who uses the site unless a request sets another user; `None` when no user is logged in.
    pub(crate) fn user(&self) -> Option<String> {
        self.state().user.clone()
    }

    /// Records a request that was sent to the app.
    pub(crate) fn record(&self, exchange: RecordedExchange) {
        let id = exchange.id;
        self.state().journal.push(exchange);
        self.announce(id);
    }

    /// Tells those who watch the journals of a new entry.
    pub(crate) fn announce(&self, id: u64) {
        // Usually there is no watcher.
        let _ = self.recorded.send(id);
    }

    /// The secret that this site shares with the app.
    pub(crate) fn shared_secret(&self) -> String {
        self.state().secret.clone()
    }

    /// The app, if it is installed at all. `action` is what an error says can't be done.
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

    /// Refuses on Forge what it has nothing like.
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
