//! What goes on beside the requests: other processes' writes, and what is due now and then.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::JoinHandle;

use super::Tenants;
use crate::{Change, Changes, KEPT_SUPERSEDED, KeyUsage, StoreError, TenantStore};

/// How often secrets are sealed anew that other keys have sealed: another process may still seal
/// with the former key while this one has a new one.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Keeps the tenants of an app in order until it is dropped.
#[derive(Debug)]
#[must_use = "the tenants are tended until this is dropped"]
pub struct Tending([JoinHandle<()>; 2]);

impl Drop for Tending {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

impl Tenants {
    /// Follows what other processes write, and does what is due now and then: seals secrets with the
    /// first of the configured keys, and wipes those of tenants that were superseded long ago.
    ///
    /// `changed` is told of each change once the cache has dropped what it knew: `Some` with the
    /// `clientKey`, or `None` when any tenant may have changed. What a program remembers of a tenant
    /// beside the cache is to be dropped there.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn tend(&self, changed: impl Fn(Option<&str>) + Send + 'static) -> Tending {
        let changes = self.0.store.changes();
        let follow = tokio::spawn(follow(self.clone(), changes, changed));
        let keep = tokio::spawn(keep(Arc::clone(&self.0.store)));
        Tending([follow, keep])
    }
}

async fn follow(
    tenants: Tenants,
    mut changes: Changes,
    changed: impl Fn(Option<&str>) + Send + 'static,
) {
    // Not to keep what it follows: the tasks end with whoever holds the `Tending`.
    let weak = tenants.downgrade();
    drop(tenants);
    while let Some(change) = changes.next().await {
        let Some(tenants) = weak.upgrade() else {
            return;
        };
        match change {
            Change::Tenant {
                app_key,
                client_key,
            } if *app_key == *tenants.app_key() => {
                tenants.forget(&client_key);
                changed(Some(&client_key));
            }
            Change::Tenant { .. } => {}
            Change::Unknown => {
                tenants.forget_all();
                changed(None);
            }
        }
    }
}

async fn keep(store: Arc<dyn TenantStore>) {
    loop {
        if let Err(error) = seal(&*store).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "not all secrets could be sealed with the first of the keys; trying again in an hour"
            );
        }
        let until = SystemTime::now().checked_sub(KEPT_SUPERSEDED);
        let wiped = match until {
            Some(until) => store.wipe_superseded(until).await,
            None => Ok(0),
        };
        match wiped {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "wiped the secrets of superseded tenants"),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the secrets of superseded tenants could not be wiped; trying again in an hour"
            ),
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn seal(store: &dyn TenantStore) -> Result<(), StoreError> {
    let rows = store.reseal().await?;
    if rows == 0 {
        return Ok(());
    }
    let usage = store.key_usage().await?;
    match &usage[..] {
        [
            KeyUsage {
                key_id: Some(key_id),
                ..
            },
        ] => tracing::info!(
            rows,
            key = key_id,
            "sealed secrets anew; all are sealed with this key now, and once every process seals with it the others can be dropped"
        ),
        _ => tracing::info!(rows, ?usage, "sealed secrets anew"),
    }
    Ok(())
}
