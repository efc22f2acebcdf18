//! The names of users, which are personal data.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use connect_runtime::client::{PersonalData, StoredAccount};
use connect_runtime::prelude::*;

/// When each account's name was read, by site and account.
#[derive(Debug, Clone, Default)]
pub struct Names(Arc<Mutex<BTreeMap<(String, String), SystemTime>>>);

impl Names {
    /// Keeps the name of an account.
    pub fn keep(&self, site: &str, account_id: &str) {
        let key = (site.to_owned(), account_id.to_owned());
        self.with(|names| names.insert(key, SystemTime::UNIX_EPOCH));
    }

    /// When the name of an account was read, if it is kept.
    #[must_use]
    pub fn read(&self, site: &str, account_id: &str) -> Option<SystemTime> {
        let key = (site.to_owned(), account_id.to_owned());
        self.with(|names| names.get(&key).copied())
    }

    /// The names of one site's users.
    pub(crate) fn of(&self, tenant: &Tenant) -> NamesOfSite {
        NamesOfSite {
            site: tenant.client_key().to_owned(),
            names: self.clone(),
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut BTreeMap<(String, String), SystemTime>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The names of one site's users.
pub(crate) struct NamesOfSite {
    site: String,
    names: Names,
}

impl PersonalData for NamesOfSite {
    type Error = Error;

    async fn stored(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredAccount>> {
        Ok(self.names.with(|names| {
            names
                .iter()
                .filter(|((site, id), _)| {
                    *site == self.site && after.is_none_or(|after| id.as_str() > after)
                })
                .take(limit)
                .map(|((_, id), read)| StoredAccount::new(id, *read))
                .collect()
        }))
    }

    async fn erase(&self, account_id: &str) -> Result<()> {
        // The person is gone from all sites.
        self.names
            .with(|names| names.retain(|(_, id), _| id != account_id));
        Ok(())
    }

    async fn refresh(&self, account_id: &str) -> Result<()> {
        let key = (self.site.clone(), account_id.to_owned());
        self.names
            .with(|names| names.insert(key, SystemTime::now()));
        Ok(())
    }
}
