//! The cache on top of a store that can be paused, broken and counted.

mod installations;
mod other_processes;
mod races;
mod rules;
mod tended;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use connect_model::Product;
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use url::Url;

use super::*;
use crate::{
    Changes, ForgeCall, ForgeRecord, HostAnswer, MemoryStore, Rekeyed, Secret, TenantRecord,
};
use std::time::SystemTime;

const APP: &str = "com.example.votes";

/// Finds and installs as [`MemoryStore`] does, but holds each answer until the test releases it: what
/// was read before a write can be delivered after it.
#[derive(Debug)]
struct HeldStore {
    rows: MemoryStore,
    finds: AtomicUsize,
    fails: AtomicBool,
    panics: AtomicBool,
    /// When secrets were to be resealed, and the outcome.
    reseals: Mutex<Vec<tokio::time::Instant>>,
    reseal_fails: Mutex<Option<StoreError>>,
    /// One permit for each `find` that has read its row.
    has_read: Semaphore,
    /// One permit for each `find` that may answer.
    may_answer: Semaphore,
    /// One permit for each `install` that has begun.
    has_begun: Semaphore,
    /// One permit for each `install` that may happen.
    may_install: Semaphore,
    /// One permit for each `settle` that may happen.
    may_settle: Semaphore,
}

impl HeldStore {
    /// A store that pauses nothing.
    fn free() -> Arc<Self> {
        const ALL: usize = Semaphore::MAX_PERMITS;
        Self::new(ALL, ALL, ALL)
    }

    fn holding_finds() -> Arc<Self> {
        Self::new(0, Semaphore::MAX_PERMITS, Semaphore::MAX_PERMITS)
    }

    fn holding_installs() -> Arc<Self> {
        Self::new(Semaphore::MAX_PERMITS, 0, Semaphore::MAX_PERMITS)
    }

    fn holding_settles() -> Arc<Self> {
        Self::new(Semaphore::MAX_PERMITS, Semaphore::MAX_PERMITS, 0)
    }

    fn new(answers: usize, installs: usize, settles: usize) -> Arc<Self> {
        Arc::new(Self {
            rows: MemoryStore::new(),
            finds: AtomicUsize::new(0),
            fails: AtomicBool::new(false),
            panics: AtomicBool::new(false),
            reseals: Mutex::default(),
            reseal_fails: Mutex::default(),
            has_read: Semaphore::new(0),
            may_answer: Semaphore::new(answers),
            has_begun: Semaphore::new(0),
            may_install: Semaphore::new(installs),
            may_settle: Semaphore::new(settles),
        })
    }

    fn finds(&self) -> usize {
        self.finds.load(Ordering::SeqCst)
    }

    fn unavailable(&self) -> Result<(), StoreError> {
        assert!(!self.panics.load(Ordering::SeqCst), "a store with a fault");
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable {
                action: "answer".to_owned(),
                source: Arc::from(Box::from("the disk is gone")),
            });
        }
        Ok(())
    }
}

async fn take(semaphore: &Semaphore) {
    semaphore.acquire().await.unwrap().forget();
}

#[async_trait]
impl TenantStore for HeldStore {
    async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError> {
        self.unavailable()?;
        self.has_begun.add_permits(1);
        take(&self.may_install).await;
        self.rows.install(install).await
    }

    async fn uninstall(
        &self,
        app_key: &str,
        client_key: &str,
        proof: Option<&Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError> {
        self.unavailable()?;
        self.rows.uninstall(app_key, client_key, proof).await
    }

    async fn settle(
        &self,
        app_key: &str,
        client_key: &str,
        generation: u64,
    ) -> Result<bool, StoreError> {
        self.unavailable()?;
        take(&self.may_settle).await;
        self.rows.settle(app_key, client_key, generation).await
    }

    async fn set_refused(
        &self,
        app_key: &str,
        client_key: &str,
        refused: bool,
    ) -> Result<bool, StoreError> {
        self.rows.set_refused(app_key, client_key, refused).await
    }

    async fn set_enabled(
        &self,
        app_key: &str,
        client_key: &str,
        enabled: bool,
    ) -> Result<bool, StoreError> {
        self.unavailable()?;
        self.rows.set_enabled(app_key, client_key, enabled).await
    }

    async fn find(
        &self,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<TenantRecord>, StoreError> {
        self.finds.fetch_add(1, Ordering::SeqCst);
        self.unavailable()?;
        let read = self.rows.find(app_key, client_key).await;
        self.has_read.add_permits(1);
        take(&self.may_answer).await;
        read
    }

    async fn list(
        &self,
        app_key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Tenant>, StoreError> {
        self.rows.list(app_key, after, limit).await
    }

    async fn record_forge(&self, call: ForgeCall) -> Result<ForgeRecord, StoreError> {
        self.unavailable()?;
        self.rows.record_forge(call).await
    }

    async fn find_forge(
        &self,
        app_key: &str,
        name: &str,
    ) -> Result<Option<ForgeRecord>, StoreError> {
        self.finds.fetch_add(1, Ordering::SeqCst);
        self.unavailable()?;
        self.rows.find_forge(app_key, name).await
    }

    async fn uninstall_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError> {
        let rows = &self.rows;
        rows.uninstall_forge(app_key, installation_id, issued_at)
            .await
    }

    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError> {
        let rows = &self.rows;
        rows.rekey_forge(app_key, installation_id, client_key).await
    }

    async fn reseal(&self) -> Result<u64, StoreError> {
        self.reseals.lock().push(tokio::time::Instant::now());
        self.reseal_fails.lock().clone().map_or(Ok(0), Err)
    }

    async fn wipe_superseded(&self, _: SystemTime) -> Result<u64, StoreError> {
        Ok(0)
    }

    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError> {
        let rows = &self.rows;
        rows.keep_answer(app_key, client_key, question, answer)
            .await
    }

    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError> {
        let rows = &self.rows;
        rows.kept_answer(app_key, client_key, question).await
    }

    fn changes(&self) -> Changes {
        self.rows.changes()
    }
}

fn install(client_key: &str, secret: &str) -> Install {
    let base_url = Url::parse(&format!("https://{client_key}.atlassian.net")).unwrap();
    // Shows what was stored when: a ready tenant shows no secret.
    let mut install = Install::new(
        APP,
        client_key,
        base_url,
        Product::Jira,
        Secret::new(secret).unwrap(),
    );
    install.description = Some(secret.to_owned());
    install
}

/// The secret that a served tenant has, identified by the description that was stored with it.
fn which(found: Result<Option<Arc<ActiveTenant>>, StoreError>) -> Option<String> {
    found
        .unwrap()
        .map(|active| active.tenant().description().unwrap().to_owned())
}
