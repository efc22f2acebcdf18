//! Background maintenance of the cache: other processes' writes, and periodic tasks.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::JoinHandle;

use super::Tenants;
use crate::{Change, Changes, KEPT_SUPERSEDED, KeyUsage, StoreError, TenantStore};

/// How often secrets sealed with other keys are re-encrypted: another process may still seal with
/// the former key while this one has a new one.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// The delay before a failed task is retried; it doubles each time, up to [`EVERY`].
const FIRST_RETRY: Duration = Duration::from_secs(10);

/// Maintains an app's tenants until it is dropped.
#[derive(Debug)]
#[must_use = "the tenants are tended until this is dropped"]
pub struct Tending([JoinHandle<()>; 2]);

impl Tending {
    /// Stops it before it is dropped, for use before the store is closed. Work in progress happens
    /// completely or not at all.
    pub fn stop(&self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

impl Drop for Tending {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Tenants {
    /// Follows other processes' writes, and runs periodic tasks: seals secrets with the first of the
    /// configured keys, and wipes those of tenants that were superseded long ago. Both run at once
    /// and then hourly, and sooner after a failure.
    ///
    /// `changed` is called with each change once the cache has dropped its entry: `Some` with the
    /// `clientKey`, or `None` when any tenant may have changed. A program should drop whatever else
    /// it remembers about the tenant there.
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
    // A weak reference: the tasks must end with the `Tending`, not keep the tenants alive.
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
    let mut soon = FIRST_RETRY;
    loop {
        let (sealed, wiped) = (seal(&*store).await, wipe(&*store).await);
        if sealed && wiped {
            soon = FIRST_RETRY;
            tokio::time::sleep(EVERY).await;
        } else {
            tokio::time::sleep(soon).await;
            soon = EVERY.min(soon * 2);
        }
    }
}

/// Re-encrypts secrets that are not sealed with the first key. `false` if it is worth retrying
/// soon.
async fn seal(store: &dyn TenantStore) -> bool {
    let sealed = store.reseal().await;
    match &sealed {
        Ok(0) => return true,
        Ok(rows) => tracing::info!(rows, "re-encrypted secrets"),
        Err(error) if is_of_a_row(error) => tracing::error!(
            error = error as &dyn std::error::Error,
            "a secret could not be sealed with the first of the keys; what can be opened is; trying again in an hour"
        ),
        Err(error) => {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                "not all secrets could be sealed with the first of the keys; trying again soon"
            );
            return false;
        }
    }
    match store.key_usage().await.as_deref() {
        Ok(
            [
                KeyUsage {
                    key_id: Some(key_id),
                    rows,
                },
            ],
        ) if sealed.is_ok() => tracing::info!(
            rows,
            key = key_id,
            "all are sealed with this key now, and once every process seals with it the others can be dropped"
        ),
        Ok(usage) => {
            for KeyUsage { key_id, rows } in usage {
                let key = key_id.as_deref().unwrap_or("none: plain text");
                tracing::info!(rows, key, "secrets are sealed with this key");
            }
        }
        Err(error) => tracing::warn!(
            error = error as &dyn std::error::Error,
            "could not count the secrets that each key seals"
        ),
    }
    true
}

/// Whether a row is at fault: then only an operator can help, with a key or a new install.
fn is_of_a_row(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::UnknownKey { .. }
            | StoreError::NotSealed { .. }
            | StoreError::Undecipherable { .. }
            | StoreError::Unsealable { .. }
            | StoreError::Damaged { .. }
    )
}

/// Wipes tenants that were superseded long ago. `false` if it is worth retrying soon.
async fn wipe(store: &dyn TenantStore) -> bool {
    let Some(until) = SystemTime::now().checked_sub(KEPT_SUPERSEDED) else {
        return true;
    };
    match store.wipe_superseded(until).await {
        Ok(0) => true,
        Ok(rows) => {
            tracing::info!(rows, "wiped the secrets of superseded tenants");
            true
        }
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the secrets of superseded tenants could not be wiped; trying again soon"
            );
            false
        }
    }
}
