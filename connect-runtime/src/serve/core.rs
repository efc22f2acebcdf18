//! The state that all routes of a running app share.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connect_model::guard::Licensed;
use http::HeaderValue;
use http::request::Parts;

use super::headers;
#[cfg(feature = "client")]
use super::host_answers::HostAnswers;
use super::readiness::Readiness;
#[cfg(feature = "client")]
use super::tenant_key::TenantKey;
use crate::addresses::Addresses;
use crate::auth::Verifier;
#[cfg(feature = "client")]
use crate::client::{Client, ClientConfig, ClientPool, RequestClient};
use crate::config::{HostPolicy, Proxy};
use crate::extract::Caller;
use crate::jobs::Queue;
#[cfg(not(feature = "client"))]
use crate::tenants::{AccessToken, ForgeCall, StoreError};
use crate::tenants::{ActiveTenant, Tenant, Tenants, Tending};
use crate::work::{Handlers, Settled};

/// The state that all routes of a running app share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) app_key: String,
    pub(crate) verifier: Verifier,
    pub(crate) tenants: Tenants,
    pub(crate) hosts: HostPolicy,
    /// The handlers of queued jobs.
    pub(crate) handlers: Handlers,
    pub(crate) queue: Arc<Queue>,
    /// Jobs that this process has run recently.
    pub(crate) settled: Settled,
    /// The host's recent answers about users and licences.
    #[cfg(feature = "client")]
    pub(crate) host_answers: Arc<HostAnswers>,
    /// The app's default for `licensed` on its pages.
    pub(crate) licensed: Option<Licensed>,
    /// Whether the app runs in development.
    pub(crate) development: bool,
    /// Shared by the handlers' clients.
    #[cfg(feature = "client")]
    pub(crate) client_pool: ClientPool,
    /// In bytes.
    pub(crate) body_limit: usize,
    /// In bytes.
    pub(crate) webhook_limit: usize,
    /// In bytes.
    pub(crate) lifecycle_limit: usize,
    pub(crate) request_timeout: Duration,
    pub(crate) readiness: Arc<Readiness>,
    /// Where hosts reach the app, without a trailing slash.
    pub(crate) base_url: String,
    pub(crate) addresses: Addresses,
    pub(crate) proxy: Option<Proxy>,
    /// Keeps the cached tenants in sync with the store until the app has stopped or its routes are
    /// dropped.
    pub(crate) tending: Tending,
}

/// Values computed once per tenant and cached beside it.
#[derive(Debug)]
pub(crate) struct PreparedTenant {
    /// The value of `Content-Security-Policy` on pages: who may frame them.
    pub(crate) frame_ancestors: HeaderValue,
    #[cfg(feature = "client")]
    pub(crate) client: Client,
    #[cfg(feature = "client")]
    pub(crate) host_answers: Arc<HostAnswers>,
}

impl PreparedTenant {
    /// Lets a handler take a client of the tenant's site, whose calls end before the request does.
    pub(crate) fn insert(&self, parts: &mut Parts, ends: Instant) {
        #[cfg(feature = "client")]
        parts.extensions.insert(RequestClient {
            client: self.client.clone(),
            deadline: ends,
        });
        #[cfg(not(feature = "client"))]
        let _ = (self, parts, ends);
    }
}

/// Values that extractors look for in a request's extensions: the caller, the tenant, and the client
/// of its site.
///
/// Each extension is an allocation, and most handlers take one of the three or none, so they are
/// inserted when an argument is extracted that may look for them.
#[derive(Debug)]
pub(crate) struct OfTenant {
    pub(super) caller: Caller,
    pub(super) active: Arc<ActiveTenant>,
    pub(super) prepared: Arc<PreparedTenant>,
    /// The deadline for the client's calls.
    pub(super) ends: Instant,
}

impl OfTenant {
    pub(crate) fn tenant(&self) -> &Tenant {
        self.active.tenant()
    }

    /// The client of the tenant's site, whose calls end before the request does.
    #[cfg(feature = "client")]
    pub(super) fn client(&self) -> Client {
        self.prepared.client.until(self.ends)
    }

    pub(crate) fn insert(self, parts: &mut Parts) {
        let tenant = self.tenant().clone();
        self.caller.insert(parts, tenant);
        self.prepared.insert(parts, self.ends);
    }
}

impl Core {
    pub(crate) fn prepared(&self, active: &ActiveTenant) -> Arc<PreparedTenant> {
        active.derived(|active| PreparedTenant {
            frame_ancestors: headers::frame_ancestors(active.tenant()),
            #[cfg(feature = "client")]
            client: self.client(active),
            #[cfg(feature = "client")]
            host_answers: Arc::clone(&self.host_answers),
        })
    }

    #[cfg(feature = "client")]
    fn client(&self, active: &ActiveTenant) -> Client {
        let tenant = active.tenant();
        if let Some(installation) = tenant.origin().forge() {
            return self.forge_client(active, installation);
        }
        let base_url = tenant.base_url().clone();
        let mut config = ClientConfig::with_key(tenant.app_key(), base_url, active.key().clone())
            .client_key(tenant.client_key())
            .product(tenant.product())
            .key_source(TenantKey::of(&self.tenants, active));
        if let Some(id) = tenant.oauth_client_id() {
            config = config.oauth_client_id(id);
        }
        self.client_pool.tenant(&config)
    }

    /// Stores what a verified call from Forge states about its installation, and finds its tenant. `None`
    /// if the installation has ended since.
    #[cfg(not(feature = "client"))]
    pub(super) async fn forge(
        &self,
        call: ForgeCall,
        _: Option<(Box<str>, AccessToken)>,
    ) -> Result<Option<(Arc<ActiveTenant>, Arc<PreparedTenant>)>, StoreError> {
        let active = self.tenants.record_forge(call).await?;
        Ok(active.map(|active| {
            let prepared = self.prepared(&active);
            (active, prepared)
        }))
    }

    /// Drops a tenant's user tokens and cached answers: they belong to an installation that has
    /// ended.
    pub(super) fn forget_user_tokens(&self, client_key: &str) {
        #[cfg(feature = "client")]
        {
            self.host_answers.forget(client_key);
            self.client_pool.forget(&self.app_key, client_key);
        }
        #[cfg(not(feature = "client"))]
        let _ = (self, client_key);
    }

    /// The values known once a request's caller has been verified. `ends` is the deadline for its client's
    /// calls.
    pub(super) fn of_tenant(
        &self,
        active: Arc<ActiveTenant>,
        prepared: Arc<PreparedTenant>,
        mut caller: Caller,
        ends: Instant,
    ) -> OfTenant {
        caller.development = self.development;
        OfTenant {
            caller,
            active,
            prepared,
            ends,
        }
    }
}

/// The deadline for the calls of a request that began at `begun` and may take `limit`: a little
/// before the request times out, so that its handler gets the error and can respond.
pub(super) fn calls_end(begun: Instant, limit: Duration) -> Instant {
    let answering = (limit / 10).min(Duration::from_secs(1));
    begun + (limit - answering)
}
