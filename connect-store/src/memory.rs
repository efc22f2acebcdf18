//! Tenants and jobs that live as long as the process.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::time::SystemTime;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};

use crate::jobs::MemoryJobs;

use super::moment::{is_kept, now, seconds};
use super::proof::{Before, REMEMBERED};
use super::reinstall::{self, Former};
use super::{
    Announcer, Applied, Changes, Install, Installed, Proof, Secrets, StoreError, Tenant,
    TenantRecord, TenantState, TenantStore, Trouble, Unchanged,
};

/// Keeps tenants and [jobs](crate::jobs) in memory: for tests, and for trying an app out.
///
/// Nothing is sealed and nothing outlives the process; hosts believe that the app is still
/// installed when it is gone.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Mutex<Kept>,
    announcer: Announcer,
    pub(crate) jobs: MemoryJobs,
}

#[derive(Debug, Default)]
struct Kept {
    rows: BTreeMap<(String, String), Row>,
    /// The believed tokens of each app, with the body that came with it and the token's end.
    tokens: HashMap<(String, [u8; 32]), ([u8; 32], i64)>,
}

#[derive(Debug)]
struct Row {
    tenant: Tenant,
    secrets: Option<Secrets>,
    generation: u64,
    /// In seconds since 1970, as the next.
    believed_at: i64,
    superseded_at: i64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many listen to its changes.
    #[cfg(test)]
    pub(crate) fn changes_heard(&self) -> usize {
        self.announcer.listeners()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock()
    }
}

impl Kept {
    fn row(&mut self, app_key: &str, client_key: &str) -> Option<&mut Row> {
        let key = (app_key.to_owned(), client_key.to_owned());
        self.rows.get_mut(&key)
    }

    fn objection(
        &mut self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Option<Unchanged> {
        let proof = proof?;
        let now = now();
        self.tokens.retain(|_, (_, end)| *end + REMEMBERED > now);
        let seen = self.tokens.get(&(app_key.to_owned(), proof.token));
        let seen = seen.map(|(body, _)| *body);
        let row = self.row(app_key, client_key);
        let before = row.as_ref().map(|row| Before {
            believed_at: row.believed_at,
            environment: row.tenant.environment(),
        });
        proof.objection(seen.as_ref().map(<[u8; 32]>::as_slice), before)
    }

    fn remember(&mut self, app_key: &str, proof: Option<&Proof>) {
        if let Some(proof) = proof {
            let token = (app_key.to_owned(), proof.token);
            self.tokens.insert(token, (proof.body, proof.expires_at));
        }
    }
}

#[async_trait]
impl TenantStore for MemoryStore {
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError> {
        let mut kept = self.kept();
        let key = (install.app_key.clone(), install.client_key.clone());
        let proof = install.proof.as_ref();
        if let Some(objection) = kept.objection(&key.0, &key.1, proof) {
            return Ok(Applied::Unchanged(objection));
        }
        kept.remember(&key.0, proof);
        let now = now();
        let former = kept.rows.remove(&key).map(|row| row.former(now));
        let reinstall::Row {
            tenant,
            secrets,
            generation,
            believed_at,
        } = reinstall::installed(&install, former);
        let row = Row {
            tenant,
            secrets: Some(secrets),
            generation,
            believed_at,
            superseded_at: 0,
        };

        let mut superseded = Vec::new();
        for (other, old) in &mut kept.rows {
            if other.0 == key.0
                && old.tenant.state() == TenantState::Installed
                && old.tenant.base_url() == row.tenant.base_url()
            {
                old.tenant = old.tenant.with(TenantState::Superseded, false);
                old.superseded_at = now;
                superseded.push(other.1.clone());
                self.announcer.tenant(&other.0, &other.1);
            }
        }
        let record = row.record();
        self.announcer.tenant(&key.0, &key.1);
        kept.rows.insert(key, row);
        Ok(Applied::Done(Installed { record, superseded }))
    }

    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError> {
        let mut kept = self.kept();
        if let Some(objection) = kept.objection(app_key, client_key, proof) {
            return Ok(Applied::Unchanged(objection));
        }
        kept.remember(app_key, proof);
        let Some(row) = kept.row(app_key, client_key) else {
            return Ok(Applied::Done(None));
        };
        if let Some(proof) = proof {
            row.believed_at = row.believed_at.max(proof.issued_at);
        }
        if row.tenant.state() == TenantState::Uninstalled {
            return Ok(Applied::Done(None));
        }
        row.tenant = row.tenant.with(TenantState::Uninstalled, false);
        row.tenant = row.tenant.with_trouble(None);
        row.secrets = None;
        self.announcer.tenant(app_key, client_key);
        Ok(Applied::Done(Some(row.tenant.clone())))
    }

    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError> {
        let mut kept = self.kept();
        let row = kept.row(app_key, client_key);
        let row = row.filter(|row| {
            row.generation == generation && row.tenant.state() == TenantState::Installed
        });
        let Some(Row {
            secrets: Some(secrets),
            ..
        }) = row
        else {
            return Ok(false);
        };
        if secrets.previous.is_empty() {
            return Ok(false);
        }
        secrets.previous.clear();
        self.announcer.tenant(app_key, client_key);
        Ok(true)
    }

    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError> {
        let mut kept = self.kept();
        Ok(match kept.row(app_key, client_key) {
            Some(row)
                if row.tenant.state() == TenantState::Installed
                    && row.tenant.trouble().is_some() != refused =>
            {
                let trouble = refused.then(|| Trouble::refused(now()));
                row.tenant = row.tenant.with_trouble(trouble);
                self.announcer.tenant(app_key, client_key);
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
        let mut kept = self.kept();
        Ok(match kept.row(app_key, client_key) {
            Some(row) if row.tenant.state() == TenantState::Installed => {
                row.tenant = row.tenant.with(TenantState::Installed, enabled);
                self.announcer.tenant(app_key, client_key);
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
        Ok(self.kept().row(app_key, client_key).map(|row| row.record()))
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
        let kept = self.kept();
        let of_app = kept
            .rows
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

    async fn wipe_superseded(&self, until: SystemTime) -> Result<u64, StoreError> {
        let until = seconds(until);
        let mut wiped = 0;
        for row in self.kept().rows.values_mut() {
            if row.tenant.state() == TenantState::Superseded
                && row.superseded_at <= until
                && row.secrets.take().is_some()
            {
                wiped += 1;
            }
        }
        Ok(wiped)
    }

    fn changes(&self) -> Changes {
        self.announcer.changes()
    }
}

impl Row {
    /// What an install finds.
    fn former(self, now: i64) -> Former {
        let state = self.tenant.state();
        let lapsed = state == TenantState::Superseded && !is_kept(self.superseded_at, now);
        Former {
            state,
            enabled: self.tenant.enabled(),
            environment: self.tenant.environment().map(str::to_owned),
            believed_at: self.believed_at,
            generation: self.generation,
            secrets: self.secrets.filter(|_| !lapsed),
        }
    }

    /// What others see of it.
    fn record(&self) -> TenantRecord {
        let served = self.tenant.state() == TenantState::Installed;
        let secrets = self.secrets.clone().filter(|_| served);
        TenantRecord::new(self.tenant.clone(), secrets, self.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance;

    #[tokio::test]
    async fn passes_the_conformance_suite() {
        conformance::tenant_store(|| async { MemoryStore::new() }).await;
        conformance::job_store(|| async { MemoryStore::new() }).await;
    }
}
