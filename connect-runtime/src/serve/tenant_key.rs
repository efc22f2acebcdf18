//! The key of a tenant's client, which may outlive the secret that it was made with.

use std::sync::Arc;

use connect_auth::jwt::HmacKey;
use url::Url;

use crate::client::{KeyFuture, KeySource, NoKey, SigningKey};
use crate::error::WithCauses;
use crate::tenants::{ActiveTenant, Tenants, WeakTenants};

/// Follows the tenant in the cache, which follows what every process writes.
#[derive(Debug)]
pub(super) struct TenantKey {
    /// The cache holds the client, so the client must not hold the cache.
    tenants: WeakTenants,
    client_key: Box<str>,
    /// The client is for this address only.
    base_url: Url,
    /// For when the server has ended.
    last: SigningKey,
}

impl TenantKey {
    pub(super) fn of(tenants: &Tenants, active: &ActiveTenant) -> Arc<Self> {
        Arc::new(Self {
            tenants: tenants.downgrade(),
            client_key: active.tenant().client_key().into(),
            base_url: active.tenant().base_url().clone(),
            last: signing(active),
        })
    }

    fn of_this_site(&self, active: &ActiveTenant) -> Option<SigningKey> {
        (*active.tenant().base_url() == self.base_url).then(|| signing(active))
    }

    async fn another(&self, tenants: &Tenants, refused: &SigningKey) -> Option<SigningKey> {
        let active = tenants.active(&self.client_key).await.ok().flatten()?;
        let is_refused = |key: &Arc<HmacKey>| Arc::ptr_eq(key, &refused.key);
        let former = active.former_keys();
        if !is_refused(&active.shared_key()) && !former.iter().any(is_refused) {
            return self.of_this_site(&active);
        }
        if is_refused(&active.shared_key()) {
            if let Ok(Some(newer)) = tenants.reread(&active).await {
                return self.of_this_site(&newer);
            }
            // The host may not have heard that the latest install was stored.
            if let Some(key) = former.last() {
                return Some(SigningKey {
                    key: Arc::clone(key),
                    in_trouble: false,
                });
            }
        }
        self.note(tenants, &active, true).await;
        None
    }

    /// Lets an operator see whether the host refuses what the app signs.
    async fn note(&self, tenants: &Tenants, active: &ActiveTenant, refused: bool) {
        // Once, and not for each call.
        if active.tenant().trouble().is_some() == refused {
            return;
        }
        let (tenant, site) = (&*self.client_key, &self.base_url);
        match tenants.set_refused(tenant, refused).await {
            Ok(true) if refused => tracing::warn!(
                tenant,
                %site,
                "the host refuses what the app signs: the site may have uninstalled the app without the app's having \
                 heard of it, or this machine's clock is wrong; a new install mends it"
            ),
            Ok(true) => tracing::info!(tenant, %site, "the host accepts what the app signs again"),
            Ok(false) => {}
            Err(error) => tracing::warn!(
                tenant,
                error = %WithCauses(&error),
                "what the host makes of the app could not be noted"
            ),
        }
    }
}

impl KeySource for TenantKey {
    fn at_hand(&self) -> Option<SigningKey> {
        match self.tenants.upgrade() {
            Some(tenants) => self.of_this_site(&*tenants.cached(&self.client_key)?),
            None => Some(self.last.clone()),
        }
    }

    fn load(&self) -> KeyFuture<'_, Result<SigningKey, NoKey>> {
        Box::pin(async {
            let Some(tenants) = self.tenants.upgrade() else {
                return Ok(self.last.clone());
            };
            let active = tenants.active(&self.client_key).await;
            let active = active.map_err(|error| NoKey::Unavailable(Arc::new(error)))?;
            let key = active.and_then(|active| self.of_this_site(&active));
            key.ok_or(NoKey::Gone)
        })
    }

    fn refused<'s>(&'s self, key: &'s SigningKey) -> KeyFuture<'s, Option<SigningKey>> {
        Box::pin(async {
            let tenants = self.tenants.upgrade()?;
            self.another(&tenants, key).await
        })
    }

    fn accepted<'s>(&'s self) -> KeyFuture<'s, ()> {
        Box::pin(async {
            let Some(tenants) = self.tenants.upgrade() else {
                return;
            };
            if let Ok(Some(active)) = tenants.active(&self.client_key).await {
                self.note(&tenants, &active, false).await;
            }
        })
    }
}

fn signing(active: &ActiveTenant) -> SigningKey {
    SigningKey {
        key: active.shared_key(),
        in_trouble: active.tenant().trouble().is_some(),
    }
}
