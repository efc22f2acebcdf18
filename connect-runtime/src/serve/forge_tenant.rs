//! Finding the tenant of a verified call from Forge.

use std::sync::Arc;
use std::time::Duration;

use super::audit;
use super::core::{Core, PreparedTenant};
use super::host_answers::Rekeying;
use super::tenant_token::TenantToken;
use crate::client::{Client, ClientConfig, DeliveredTokens, ForgeSite};
use crate::error::WithCauses;
use crate::tenants::{
    AccessToken, ActiveTenant, ForgeCall, ForgeInstallation, Rekeyed, StoreError,
};

/// How long a call waits for the product to return the Connect tenant's key: events are answered
/// within five seconds.
const ASKS_FOR: Duration = Duration::from_secs(2);

impl Core {
    /// Stores what a verified call states about its installation; returns its tenant, with a client
    /// that has the tokens sent with the call. `None` if the installation has ended since.
    ///
    /// The first call of an installation looks up the key that the site had on Connect, which the
    /// tenant has from then on. That may take two seconds, and never makes the call fail.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read or written.
    pub(crate) async fn forge(
        &self,
        call: ForgeCall,
        user: Option<(Box<str>, AccessToken)>,
    ) -> Result<Option<(Arc<ActiveTenant>, Arc<PreparedTenant>)>, StoreError> {
        let delivered = DeliveredTokens::new(call.app_token.clone(), user);
        let Some(active) = self.tenants.record_forge(call).await? else {
            return Ok(None);
        };
        let active = match active.tenant().origin().forge() {
            // Boxed because it is rare: it would enlarge every call's future.
            Some(installation) if is_without_history(&active, installation) => {
                Box::pin(self.rekeyed(&active, installation, &delivered))
                    .await
                    .unwrap_or(active)
            }
            _ => active,
        };
        let prepared = self.prepared(&active);
        let prepared = Arc::new(PreparedTenant {
            frame_ancestors: prepared.frame_ancestors.clone(),
            client: prepared.client.delivered(delivered),
            host_answers: Arc::clone(&prepared.host_answers),
        });
        Ok(Some((active, prepared)))
    }

    /// The client of an installation.
    pub(super) fn forge_client(
        &self,
        active: &ActiveTenant,
        installation: &ForgeInstallation,
    ) -> Client {
        let tenant = active.tenant();
        let mut site = ForgeSite::new(installation.api_base_url.clone())
            .token_source(TenantToken::of(&self.tenants, active));
        if let Some(context) = &installation.context {
            site = site.context(context);
        }
        let config = ClientConfig::forge(tenant.app_key(), site)
            .site(tenant.base_url().clone())
            .client_key(tenant.client_key())
            .product(tenant.product());
        self.client_pool.tenant(&config)
    }

    /// The tenant with the key that its site had on Connect, if the site had one.
    async fn rekeyed(
        &self,
        active: &Arc<ActiveTenant>,
        installation: &ForgeInstallation,
        delivered: &DeliveredTokens,
    ) -> Option<Arc<ActiveTenant>> {
        let id = &*installation.installation_id;
        let ask = async {
            let asked = self.take_key(active, id, delivered).await;
            Ok::<_, std::convert::Infallible>((asked, asked.lasts()))
        };
        let Ok(asked) = self.host_answers.rekeyings.get_for(id, ask).await;
        match asked {
            Rekeying::Done => self.tenants.forge(id).await.ok().flatten(),
            Rekeying::Refused | Rekeying::NeverOnConnect | Rekeying::Failed => None,
        }
    }

    async fn take_key(
        &self,
        active: &ActiveTenant,
        id: &str,
        delivered: &DeliveredTokens,
    ) -> Rekeying {
        let client = self.prepared(active).client.delivered(delivered.clone());
        let told = tokio::time::timeout(ASKS_FOR, client.connect_client_key()).await;
        let client_key = match told {
            Ok(Ok(Some(client_key))) => client_key,
            Ok(Ok(None)) => return Rekeying::NeverOnConnect,
            Ok(Err(error)) => {
                tracing::warn!(
                    installation = id,
                    error = %WithCauses(&error),
                    "the product did not return the Connect tenant that this installation continues; \
                     asking again in five minutes"
                );
                return Rekeying::Failed;
            }
            Err(_) => {
                tracing::warn!(
                    installation = id,
                    "the product did not return in time the Connect tenant that this installation continues; \
                     asking again in five minutes"
                );
                return Rekeying::Failed;
            }
        };
        match self.tenants.rekey_forge(id, &client_key).await {
            Ok(Rekeyed::Done) => audit::moved_to_forge(active.tenant(), &client_key),
            Ok(Rekeyed::Already) => {}
            Ok(why) => {
                audit::not_moved_to_forge(active.tenant(), &client_key, why);
                return Rekeying::Refused;
            }
            Err(error) => {
                tracing::warn!(
                    installation = id,
                    error = %WithCauses(&error),
                    "the key of the tenant of Connect was not stored; asking again in five minutes"
                );
                return Rekeying::Failed;
            }
        }
        Rekeying::Done
    }
}

/// Whether the tenant's key is the installation's own.
fn is_without_history(active: &ActiveTenant, installation: &ForgeInstallation) -> bool {
    active.tenant().client_key() == installation.installation_id
}
