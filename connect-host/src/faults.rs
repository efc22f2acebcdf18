//! What goes wrong on a site because a test, or a user of the inspector, wants to see what the app does
//! then.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::site::Site;
use crate::site::faults::{FaultPlan, RestFault, TokenFault};

/// The faults of a site: [`Host::faults`](crate::Host::faults). They stay until they are
/// [cleared](Faults::clear), and spare the product's own pages.
#[derive(Clone)]
pub struct Faults(Arc<Site>);

impl Faults {
    pub(crate) fn of(site: &Arc<Site>) -> Faults {
        Faults(Arc::clone(site))
    }

    /// Each answer of the REST API takes so much longer, a minute at most.
    pub fn latency(&self, latency: Duration) {
        self.0.change_faults(|faults| faults.latency = latency);
    }

    /// The REST API answers each accepted request with this status; a number that isn't a status counts
    /// as 500.
    pub fn rest_status(&self, status: u16) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.rest(Some(RestFault::Status(status)));
    }

    /// The REST API answers each accepted request with 429, and asks to wait, in Jira's headers ("Rate
    /// limiting").
    pub fn rate_limit(&self, retry_after: Duration) {
        self.rest(Some(RestFault::RateLimited { retry_after }));
    }

    /// What the REST API answers instead, or nothing.
    pub fn rest(&self, fault: Option<RestFault>) {
        self.0.change_faults(|faults| faults.rest = fault);
    }

    /// Whether the site's requests don't reach the app, as if it were down.
    pub fn app_unreachable(&self, unreachable: bool) {
        self.0
            .change_faults(|faults| faults.app_unreachable = unreachable);
    }

    /// What is wrong with each token that the site sends, those in the addresses of iframes included:
    /// an app must refuse it.
    pub fn tokens(&self, fault: impl Into<Option<TokenFault>>) {
        let fault = fault.into();
        self.0.change_faults(|faults| faults.tokens = fault);
    }

    /// Nothing goes wrong on purpose any more.
    pub fn clear(&self) {
        self.0
            .change_faults(|faults| *faults = FaultPlan::default());
    }

    /// What goes wrong now.
    #[must_use]
    pub fn current(&self) -> FaultPlan {
        self.0.faults()
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Faults").field(&self.current()).finish()
    }
}
