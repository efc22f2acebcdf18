//! The mutable state of a site.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use connect_model::ScopeSet;

use super::access_tokens::AccessTokens;
use super::accounts::Accounts;
use super::app_sources::AppSources;
#[cfg(feature = "browser")]
use super::bridge_call::BridgeCall;
use super::faults::FaultPlan;
use super::hashed_requests::HashedRequests;
use super::install_state::Installation;
use super::job_report::JobReport;
use super::journal::Journal;
use super::journal::exchange::RecordedExchange;
use super::license::License;

pub(crate) struct State {
    /// The shared secret; before the first installation, the one that will be sent.
    pub(crate) secret: String,
    pub(crate) installation: Option<Installation>,
    /// The requests that the host sent to the app.
    pub(crate) journal: Journal<RecordedExchange>,
    /// The calls that the app's pages made in browsers.
    #[cfg(feature = "browser")]
    pub(crate) bridge_calls: Journal<BridgeCall>,
    /// When this run started, in nanoseconds since 1970. Together with the number of webhooks, it makes their
    /// identifiers unique.
    pub(crate) started: u128,
    /// How many webhooks have been sent.
    pub(crate) webhooks_sent: u64,
    pub(crate) hashed: HashedRequests,
    pub(crate) faults: FaultPlan,
    pub(crate) app_sources: Arc<AppSources>,
    pub(crate) job_report: Option<JobReport>,
    /// The user of the site unless a request sets another; `None` when nobody is logged in.
    pub(crate) user: Option<String>,
    pub(crate) accounts: Accounts,
    /// The access tokens with which the app acts as users, and on Forge also as itself.
    pub(crate) access_tokens: AccessTokens,
    pub(crate) license: License,
    /// The scopes that are refused although the descriptor has them.
    pub(crate) withheld: ScopeSet,
    /// The scopes that are refused although the manifest has them.
    pub(crate) withheld_on_forge: BTreeSet<String>,
}

impl State {
    pub(crate) fn new(secret: String, user: Option<String>, license: License) -> State {
        State {
            license,
            secret,
            user,
            hashed: HashedRequests::default(),
            faults: FaultPlan::default(),
            app_sources: Arc::default(),
            job_report: None,
            installation: None,
            journal: Journal::default(),
            #[cfg(feature = "browser")]
            bridge_calls: Journal::default(),
            started: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_nanos(),
            webhooks_sent: 0,
            accounts: Accounts::default(),
            access_tokens: AccessTokens::default(),
            withheld: ScopeSet::EMPTY,
            withheld_on_forge: BTreeSet::new(),
        }
    }

    /// The app, if it is installed and enabled.
    pub(crate) fn enabled(&self) -> Option<&Installation> {
        self.installation.as_ref().filter(|it| it.is_enabled())
    }
}
