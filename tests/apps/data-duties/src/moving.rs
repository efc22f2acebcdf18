//! The steps of a migration of data.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use connect_runtime::axum::extract::State;
use connect_runtime::data_residency::{
    Migration, MigrationCommand, MigrationFault, MigrationSchedule, MigrationStatus,
};
use connect_runtime::prelude::*;

/// What the steps have seen, and how they answer.
#[derive(Debug, Clone, Default)]
pub struct Moves(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    calls: Vec<String>,
    /// How often each step fails before it succeeds.
    failures: BTreeMap<&'static str, u32>,
    /// How often the status is `Working` before it is ready.
    works: u32,
    broken: bool,
}

impl Moves {
    /// Makes a step fail this many times, without a code.
    pub fn fail(&self, step: &'static str, times: u32) {
        self.with(|seen| seen.failures.insert(step, times));
    }

    /// Makes the status `Working` this many times.
    pub fn work(&self, times: u32) {
        self.with(|seen| seen.works = times);
    }

    /// Makes the status say that the copy can't be made.
    pub fn break_off(&self) {
        self.with(|seen| seen.broken = true);
    }

    /// The calls so far: the step, the tenant, what the host sent.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        self.with(|seen| seen.calls.clone())
    }

    fn with<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, step: &'static str, detail: &str) -> Result<()> {
        let fails = self.with(|seen| {
            seen.calls
                .push(format!("{step} {detail}").trim_end().to_owned());
            let left = seen.failures.entry(step).or_default();
            let fails = *left > 0;
            *left = left.saturating_sub(1);
            fails
        });
        if fails {
            return Err(Error::new("not just now"));
        }
        Ok(())
    }
}

/// Takes part in a move to the EU.
#[dare_migration(step = schedule)]
async fn schedule(
    migration: Migration<MigrationSchedule>,
    tenant: Tenant,
    State(moves): State<Moves>,
) -> Result<()> {
    let region = migration.location.as_deref().unwrap_or_default();
    let lasts = migration
        .start_time
        .zip(migration.end_time)
        .is_some_and(|(start, end)| start < end);
    let detail = format!("{} {region} {lasts}", tenant.client_key());
    moves.note("schedule", &detail)?;
    if region != "EU" {
        return Err(MigrationFault::RegionUnsupported.into());
    }
    Ok(())
}

#[dare_migration(step = start)]
async fn start(migration: Migration<MigrationSchedule>, State(moves): State<Moves>) -> Result<()> {
    moves.note("start", migration.location.as_deref().unwrap_or_default())
}

#[dare_migration(step = status)]
async fn status(
    migration: Migration<MigrationCommand>,
    State(moves): State<Moves>,
) -> Result<MigrationStatus> {
    let id = migration.migration_id.as_ref();
    moves.note("status", id.map(|id| id.as_str()).unwrap_or_default())?;
    Ok(moves.with(|seen| match seen.works {
        _ if seen.broken => MigrationStatus::Failed(MigrationFault::TooManyAtOnce),
        0 => MigrationStatus::ReadyToCommit,
        _ => {
            seen.works -= 1;
            MigrationStatus::Working("failed".into())
        }
    }))
}

#[dare_migration(step = commit)]
async fn commit(migration: Migration<MigrationCommand>, State(moves): State<Moves>) -> Result<()> {
    let id = migration.migration_id.as_ref();
    moves.note("commit", id.map(|id| id.as_str()).unwrap_or_default())
}

#[dare_migration(step = rollback)]
async fn rollback(State(moves): State<Moves>) -> Result<()> {
    moves.note("rollback", "")
}
