//! Tenants and jobs stored in the process's memory.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::time::SystemTime;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};

use crate::jobs::MemoryJobs;

use super::forge::{self, Holder, Seen, merged};
use super::moment::{is_kept, now, seconds};
use super::proof::{Before, REMEMBERED};
use super::reinstall::{self, Former};
use super::{
    Announcer, Applied, Changes, ForgeCall, ForgeRecord, HostAnswer, Install, Installed, Proof,
    Rekeyed, Secrets, StoreError, Tenant, TenantRecord, TenantState, TenantStore, Trouble,
    Unchanged,
};

/// Stores tenants and [jobs](crate::jobs) in memory: for tests, and for trying out an app.
///
/// Nothing is sealed and nothing outlives the process; hosts still consider the app installed when
/// it is gone.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Mutex<Kept>,
    announcer: Announcer,
    pub(crate) jobs: MemoryJobs,
}

#[derive(Debug, Default)]
struct Kept {
    rows: BTreeMap<(String, String), Row>,
    /// By app and installation.
    installations: BTreeMap<(String, String), forge::Row>,
    /// The hosts' answers, by app, tenant and question.
    answers: BTreeMap<(String, String, String), HostAnswer>,
    /// The accepted tokens of each app, with the hash of the body that came with each and the
    /// token's expiry.
    tokens: HashMap<(String, [u8; 32]), ([u8; 32], i64)>,
}

#[derive(Debug)]
struct Row {
    tenant: Tenant,
    secrets: Option<Secrets>,
    generation: u64,
    /// In seconds since 1970, like the next.
    believed_at: i64,
    superseded_at: i64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many listeners its changes have.
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

    /// The installation with this id, or else the active one with this client key.
    fn installation(&self, app_key: &str, name: &str) -> Option<&forge::Row> {
        let of_id = self
            .installations
            .get(&(app_key.to_owned(), name.to_owned()));
        of_id.or_else(|| {
            self.installations.values().find(|row| {
                row.app_key == app_key
                    && row.client_key == name
                    && row.state == TenantState::Installed
            })
        })
    }

    fn put(&mut self, row: forge::Row, announcer: &Announcer) {
        for name in row.names() {
            announcer.tenant(&row.app_key, name);
        }
        let id = row.installation.installation_id.clone();
        self.installations.insert((row.app_key.clone(), id), row);
    }

    /// One for each client key: the active one, or the last that was.
    fn listed(&self, app_key: &str, after: Option<&str>) -> Vec<Tenant> {
        let of_app = |row: &&forge::Row| {
            row.app_key == app_key && after.is_none_or(|after| *row.client_key > *after)
        };
        let mut rows: Vec<_> = self.installations.values().filter(of_app).collect();
        rows.sort_by(|a, b| {
            let is_over = |row: &forge::Row| row.state != TenantState::Installed;
            let place = |row: &forge::Row| (is_over(row), -row.seen_at);
            let by_key = a.client_key.cmp(&b.client_key);
            by_key.then(place(a).cmp(&place(b)))
        });
        rows.dedup_by(|later, kept| later.client_key == kept.client_key);
        rows.into_iter().map(forge::Row::tenant).collect()
    }

    /// Drops the host's answers about an installation that begins or ends.
    fn forget_answers(&mut self, app_key: &str, client_key: &str) {
        self.answers
            .retain(|(app, tenant, _), _| app != app_key || tenant != client_key);
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
        kept.forget_answers(&key.0, &key.1);
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
        kept.forget_answers(app_key, client_key);
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
        let Some(settled) = secrets.settled() else {
            return Ok(false);
        };
        *secrets = settled;
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
        let mut kept = self.kept();
        let moved_to = kept
            .installation(app_key, client_key)
            .filter(|row| row.client_key == client_key && row.state == TenantState::Installed);
        let moved_to = moved_to.map(|row| row.installation.installation_id.as_str().into());
        let record = kept.row(app_key, client_key).map(|row| row.record());
        Ok(record.map(|record| TenantRecord { moved_to, ..record }))
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
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let kept = self.kept();
        let of_app = kept
            .rows
            .range((from, Bound::Unbounded))
            .take_while(|(key, _)| key.0 == app_key);
        let connect = of_app.take(most).map(|(_, row)| row.tenant.clone());
        Ok(merged(
            connect.collect(),
            kept.listed(app_key, after),
            limit,
        ))
    }

    async fn record_forge(&self, call: ForgeCall) -> Result<ForgeRecord, StoreError> {
        let mut kept = self.kept();
        let id = &call.installation.installation_id;
        let former = kept
            .installations
            .get(&(call.app_key.clone(), id.clone()))
            .cloned();
        let seen = forge::seen(former, &call);
        let record = seen.row().record();
        match seen {
            Seen::Known(_) => {}
            Seen::Token(row) => {
                let id = row.installation.installation_id.clone();
                kept.installations.insert((row.app_key.clone(), id), row);
            }
            Seen::News(row) => kept.put(row, &self.announcer),
        }
        Ok(record)
    }

    async fn find_forge(
        &self,
        app_key: &str,
        name: &str,
    ) -> Result<Option<ForgeRecord>, StoreError> {
        let kept = self.kept();
        Ok(kept.installation(app_key, name).map(forge::Row::record))
    }

    async fn uninstall_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError> {
        let mut kept = self.kept();
        let key = (app_key.to_owned(), installation_id.to_owned());
        let former = kept.installations.get(&key).cloned();
        let ended = forge::uninstalled(former, issued_at);
        Ok(ended.map(|row| {
            let tenant = row.tenant();
            kept.put(row, &self.announcer);
            tenant
        }))
    }

    async fn rekey_forge(
        &self,
        app_key: &str,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError> {
        let mut kept = self.kept();
        let key = |id: &str| (app_key.to_owned(), id.to_owned());
        let former = kept.installations.get(&key(installation_id)).cloned();
        let of_key = kept.installations.values().find(|row| {
            row.app_key == app_key
                && row.client_key == client_key
                && row.state == TenantState::Installed
        });
        let connect = kept.rows.get(&key(client_key));
        let holder = Holder {
            installation_id: of_key.map(|row| row.installation.installation_id.clone()),
            connect: connect.map(|row| (row.tenant.base_url().clone(), row.tenant.product())),
        };
        Ok(match forge::rekeyed(former, client_key, &holder) {
            Ok(row) => {
                kept.put(row, &self.announcer);
                Rekeyed::Done
            }
            Err(why) => why,
        })
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

    async fn keep_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
        answer: HostAnswer,
    ) -> Result<(), StoreError> {
        let now = now();
        let mut kept = self.kept();
        kept.answers.retain(|_, answer| answer.expires_at > now);
        if answer.is_kept() {
            let question = [app_key, client_key, question].map(str::to_owned);
            kept.answers.insert(question.into(), answer);
        }
        Ok(())
    }

    async fn kept_answer(
        &self,
        app_key: &str,
        client_key: &str,
        question: &str,
    ) -> Result<Option<HostAnswer>, StoreError> {
        let question = [app_key, client_key, question].map(str::to_owned);
        let answer = self.kept().answers.get(&question.into()).cloned();
        Ok(answer.filter(|answer| answer.expires_at > now()))
    }

    fn changes(&self) -> Changes {
        self.announcer.changes()
    }
}

impl Row {
    /// The former row for an install.
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

    /// The record as seen from outside.
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
