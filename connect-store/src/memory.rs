//! Tenants that live as long as the process.

use std::collections::BTreeMap;
use std::ops::Bound;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};

use super::{Install, Installed, StoreError, Tenant, TenantRecord, TenantState, TenantStore};

/// Keeps tenants in memory: for tests, and for trying an app out.
///
/// Nothing is sealed and nothing outlives the process; hosts believe that the app is still
/// installed when it is gone.
#[derive(Debug, Default)]
pub struct MemoryStore {
    rows: Mutex<BTreeMap<(String, String), TenantRecord>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn rows(&self) -> MutexGuard<'_, BTreeMap<(String, String), TenantRecord>> {
        self.rows.lock()
    }
}

#[async_trait]
impl TenantStore for MemoryStore {
    async fn install(&self, install: Install) -> Result<Installed, StoreError> {
        let mut rows = self.rows();
        let key = (install.app_key.clone(), install.client_key.clone());
        let before = rows
            .get(&key)
            .filter(|row| row.tenant.state() == TenantState::Installed);
        let enabled = before.is_none_or(|row| row.tenant.enabled());
        let tenant = Tenant::of_install(&install, enabled);

        let mut superseded = Vec::new();
        for (other, row) in rows.iter_mut() {
            if other.0 == key.0
                && other.1 != key.1
                && row.tenant.state() == TenantState::Installed
                && row.tenant.base_url() == tenant.base_url()
            {
                end(row, TenantState::Superseded);
                superseded.push(other.1.clone());
            }
        }
        let record = TenantRecord {
            tenant,
            secret: Some(install.shared_secret),
        };
        rows.insert(key, record.clone());
        Ok(Installed { record, superseded })
    }

    async fn uninstall(&self, app_key: &str, client_key: &str) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let row = rows.get_mut(&(app_key.to_owned(), client_key.to_owned()));
        Ok(match row {
            Some(row) if row.tenant.state() != TenantState::Uninstalled => {
                end(row, TenantState::Uninstalled);
                true
            }
            _ => false,
        })
    }

    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let row = rows.get_mut(&(app_key.to_owned(), client_key.to_owned()));
        Ok(match row {
            Some(row) if row.tenant.state() == TenantState::Installed => {
                row.tenant = row.tenant.with(TenantState::Installed, enabled);
                true
            }
            _ => false,
        })
    }

    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError> {
        Ok(self
            .rows()
            .get(&(app_key.to_owned(), client_key.to_owned()))
            .cloned())
    }

    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError> {
        let from = match after {
            Some(after) => Bound::Excluded((app_key.to_owned(), after.to_owned())),
            None => Bound::Included((app_key.to_owned(), String::new())),
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let rows = self.rows();
        let of_app = rows
            .range((from, Bound::Unbounded))
            .take_while(|(key, _)| key.0 == app_key);
        Ok(of_app
            .take(limit)
            .map(|(_, row)| row.tenant.clone())
            .collect())
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
}

/// A row that is served no longer: its secret goes.
fn end(row: &mut TenantRecord, state: TenantState) {
    row.tenant = row.tenant.with(state, false);
    row.secret = None;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance;

    #[tokio::test]
    async fn passes_the_conformance_suite() {
        conformance::tenant_store(|| async { MemoryStore::new() }).await;
    }
}
