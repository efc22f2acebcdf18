//! Faults that a test, or a user of the inspector, makes a site produce to see how the app copes.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::site::Site;
use crate::site::faults::{FaultPlan, RestFault, TokenFault};

/// Injects faults into a site; see [`Host::faults`](crate::Host::faults). They stay until
/// [cleared](Faults::clear), and don't affect the product's own pages.
#[derive(Clone)]
pub struct Faults(Arc<Site>);

impl Faults {
    pub(crate) fn of(site: &Arc<Site>) -> Faults {
        Faults(Arc::clone(site))
    }

    /// Delays each response of the REST API by this much, a minute at most.
    pub fn latency(&self, latency: Duration) {
        self.0.change_faults(|faults| faults.latency = latency);
    }

    /// Makes the REST API return this status for each accepted request; an invalid status counts
    /// as 500.
    pub fn rest_status(&self, status: u16) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.rest(Some(RestFault::Status(status)));
    }

    /// Makes the REST API return 429 for each accepted request, with the wait in Jira's headers ("Rate
    /// limiting").
    pub fn rate_limit(&self, retry_after: Duration) {
        self.rest(Some(RestFault::RateLimited { retry_after }));
    }

    /// Sets what the REST API returns instead of its usual responses; `None` restores them.
    pub fn rest(&self, fault: Option<RestFault>) {
        self.0.change_faults(|faults| faults.rest = fault);
    }

    /// Sets whether the site's requests fail to reach the app, as if it were down.
    pub fn app_unreachable(&self, unreachable: bool) {
        self.0
            .change_faults(|faults| faults.app_unreachable = unreachable);
    }

    /// Sets what is wrong with each token that the site sends, including those in iframe URLs:
    /// an app must refuse it.
    pub fn tokens(&self, fault: impl Into<Option<TokenFault>>) {
        let fault = fault.into();
        self.0.change_faults(|faults| faults.tokens = fault);
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.0
            .change_faults(|faults| *faults = FaultPlan::default());
    }

    /// The current faults.
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
