//! The host's recent answers about its users and the app, so that it is not asked for each request. Each
//! process of an app has its own.

use std::sync::Arc;
use std::time::Duration;

use connect_auth::clock::Clock;
use connect_model::{Method, Product};

use super::administrator::{self, READ};
use super::kept::Kept;
use crate::client::{CallError, Client};
use crate::error::WithCauses;
use crate::extract::{InstalledApp, License};
use crate::tenants::{HostAnswer, Tenant, TenantStore};

/// The host's recent answers about its users and the app.
#[derive(Debug)]
pub(crate) struct HostAnswers {
    /// By client key and account id.
    administrators: Kept<bool>,
    /// By client key; `None` if the host gives no answer.
    licenses: Kept<Option<License>>,
    /// Shares the host's answers about licences between processes.
    store: Arc<dyn TenantStore>,
    /// By installation on Forge: which tenant of Connect it continues.
    pub(super) rekeyings: Kept<Rekeying>,
}

/// What came of the question which tenant of Connect an installation on Forge continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rekeying {
    /// The product has answered, and the tenant has the key.
    Done,
    /// The product has answered with a key that this tenant can't have.
    Refused,
    /// The site never had the app on Connect.
    NeverOnConnect,
    /// The product did not answer, or the store did not take it.
    Failed,
}

impl Rekeying {
    /// When the product is asked again, should the tenant still have no key of Connect's.
    pub(super) fn lasts(self) -> Duration {
        match self {
            // For calls that waited together with the one that asked.
            Self::Done => Duration::from_secs(10),
            Self::Refused | Self::NeverOnConnect => Duration::from_secs(60 * 60),
            Self::Failed => Duration::from_secs(5 * 60),
        }
    }
}

/// How long the product's answer on whether a user is an administrator is cached.
const ADMINISTRATOR_FOR: Duration = Duration::from_secs(30);

/// As long as the product itself caches it ("License apps").
const LICENSE_FOR: Duration = Duration::from_secs(5 * 60);

/// How many answers of each kind are cached.
const MOST: usize = 10_000;

impl HostAnswers {
    /// Uses a store to share answers between processes.
    pub(crate) fn in_store(store: &Arc<dyn TenantStore>) -> Self {
        Self {
            store: Arc::clone(store),
            administrators: Kept::new(MOST, ADMINISTRATOR_FOR),
            licenses: Kept::new(MOST, LICENSE_FOR),
            rekeyings: Kept::new(MOST, Rekeying::Failed.lasts()),
        }
    }

    /// Drops the answers for a tenant whose installation begins or ends.
    pub(super) fn forget(&self, client_key: &str) {
        self.administrators.forget(client_key);
        self.licenses.forget(client_key);
        self.rekeyings.forget(client_key);
    }

    /// The app's licence as reported by the REST API; `None` if the product does not let the app
    /// ask.
    pub(crate) async fn license(
        &self,
        tenant: &Tenant,
        client: &Client,
    ) -> Result<Option<License>, CallError> {
        let asked = async {
            if let Some(known) = self.shared_license(tenant).await {
                return Ok(known);
            }
            let path = "/rest/atlassian-connect/1/addons/{addonKey}";
            let path = match tenant.product() {
                Product::Confluence => format!("/wiki{path}").into(),
                _ => std::borrow::Cow::Borrowed(path),
            };
            let call = client.unchecked::<InstalledApp>(Method::Get, path, READ);
            let app = match call.path("addonKey", tenant.app_key()).await {
                Ok(app) => Some(app),
                // The app lacks the scope, and will until it is reinstalled.
                Err(error) if error.status() == Some(http::StatusCode::FORBIDDEN) => None,
                Err(error) => return Err(error),
            };
            self.share_license(tenant, app.as_ref()).await;
            Ok((app.as_ref().map(License::of_app), LICENSE_FOR))
        };
        self.licenses.get_for(tenant.client_key(), asked).await
    }

    /// Whether a user administers the product.
    pub(super) async fn is_administrator(
        &self,
        tenant: &Tenant,
        client: &Client,
        user: &str,
    ) -> Result<bool, CallError> {
        let key = format!("{} {user}", tenant.client_key());
        let asked = administrator::is_administrator(tenant, client, user);
        self.administrators.get(&key, asked).await
    }

    /// The licence that another process has looked up, and how long it is valid.
    async fn shared_license(&self, tenant: &Tenant) -> Option<(Option<License>, Duration)> {
        let kept = self
            .store
            .kept_answer(tenant.app_key(), tenant.client_key(), LICENSE);
        let kept = kept.await.inspect_err(|error| {
            tracing::warn!(error = %WithCauses(error), "could not read a licence from the store; asking the host");
        });
        let HostAnswer { text, expires_at } = kept.ok()??;
        let app: Option<InstalledApp> = serde_json::from_str(&text).ok()?;
        let left = u64::try_from(expires_at.saturating_sub(unix_now())).ok()?;
        // Whatever another process's clock says, it is valid for no longer than an answer from the host
        // itself.
        let left = Duration::from_secs(left).min(LICENSE_FOR);
        Some((app.as_ref().map(License::of_app), left))
    }

    /// Shares what this process has looked up. If that fails, the other processes ask themselves.
    async fn share_license(&self, tenant: &Tenant, app: Option<&InstalledApp>) {
        let Ok(text) = serde_json::to_string(&app) else {
            return;
        };
        let lasts = i64::try_from(LICENSE_FOR.as_secs()).unwrap_or_default();
        let expires_at = unix_now().saturating_add(lasts);
        let answer = HostAnswer { text, expires_at };
        let kept = self
            .store
            .keep_answer(tenant.app_key(), tenant.client_key(), LICENSE, answer);
        if let Err(error) = kept.await {
            tracing::warn!(error = %WithCauses(&error), "a licence was not stored for the other processes");
        }
    }
}

/// The licence's key in the store.
const LICENSE: &str = "license";

/// In seconds since 1970.
fn unix_now() -> i64 {
    Clock::system().now()
}
