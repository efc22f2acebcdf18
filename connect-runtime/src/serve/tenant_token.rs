//! The token of a Forge installation's client, which may outlive the token that it was made with.

use std::sync::Arc;

use crate::client::{NoToken, TokenFuture, TokenSource};
use crate::tenants::{AccessToken, ActiveTenant, Tenants, WeakTenants};

/// Follows the installation in the cache, which follows the writes of every process.
#[derive(Debug)]
pub(super) struct TenantToken {
    /// The cache holds the client, so the client must not hold the cache.
    tenants: WeakTenants,
    installation_id: Box<str>,
    /// Used when the server has ended.
    last: Option<AccessToken>,
}

impl TenantToken {
    pub(super) fn of(tenants: &Tenants, active: &ActiveTenant) -> Arc<Self> {
        let installation = active.tenant().origin().forge();
        Arc::new(Self {
            tenants: tenants.downgrade(),
            installation_id: installation.map_or("", |it| &it.installation_id).into(),
            last: active.app_token().cloned(),
        })
    }
}

impl TokenSource for TenantToken {
    fn at_hand(&self) -> Option<AccessToken> {
        match self.tenants.upgrade() {
            Some(tenants) => {
                let active = tenants.cached_forge(&self.installation_id)?;
                active.app_token().cloned()
            }
            None => self.last.clone(),
        }
    }

    fn load(&self) -> TokenFuture<'_, Result<Option<AccessToken>, NoToken>> {
        Box::pin(async {
            let Some(tenants) = self.tenants.upgrade() else {
                return Ok(self.last.clone());
            };
            // The known token has just been rejected: a call may have brought a newer one to
            // another process.
            let active = match tenants.cached_forge(&self.installation_id) {
                Some(seen) => match tenants.reread_forge(&seen).await {
                    Ok(None) => return Ok(seen.app_token().cloned()),
                    read => read,
                },
                None => tenants.forge(&self.installation_id).await,
            };
            let active = active.map_err(|error| NoToken::Unavailable(Arc::new(error)))?;
            let active = active.ok_or(NoToken::Gone)?;
            Ok(active.app_token().cloned())
        })
    }
}
