//! Operators' queries, on the read-only connections.

use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::{many, moment, number};
use crate::jobs::{Counts, JobEntry, JobId, JobState};

/// Each from its own index. The oldest is the one with the smallest number.
const COUNTS: &str = "
    SELECT
        (SELECT COUNT(*) FROM connect_jobs WHERE state = 0 AND app_key = ?1) AS ready,
        (SELECT COUNT(*) FROM connect_jobs WHERE state = 1 AND app_key = ?1) AS waiting,
        (SELECT COUNT(*) FROM connect_jobs WHERE state = 2 AND app_key = ?1) AS running,
        (SELECT COUNT(*) FROM connect_jobs WHERE state = 5 AND app_key = ?1) AS suspect,
        (SELECT COUNT(*) FROM connect_jobs
            WHERE in_order IS NOT NULL AND state NOT IN (3, 4) AND app_key = ?1 AND state = 6) AS blocked,
        (SELECT COUNT(*) FROM connect_jobs WHERE state IN (3, 4) AND app_key = ?1 AND state = 4) AS dead,
        (SELECT received FROM connect_jobs WHERE id = (
            SELECT MIN(id) FROM connect_jobs WHERE state = 0 AND app_key = ?1)) AS oldest_ready";

pub(super) async fn counts(readers: &SqlitePool, app_key: &str) -> Result<Counts, sqlx::Error> {
    let row = sqlx::query(COUNTS).bind(app_key).fetch_one(readers).await?;
    let mut counts = Counts::default();
    for state in JobState::all() {
        if let Some(slot) = counts.slot(state) {
            *slot = many(row.try_get(state.name())?);
        }
    }
    let oldest: Option<i64> = row.try_get("oldest_ready")?;
    counts.oldest_ready = oldest.map(moment);
    Ok(counts)
}

/// The condition that finds a state's jobs through its index. Done jobs are so many that they are
/// read in the order of their numbers instead.
fn which(state: JobState) -> &'static str {
    match state {
        JobState::Ready => "INDEXED BY connect_jobs_ready WHERE state = 0",
        JobState::Waiting => "INDEXED BY connect_jobs_waiting WHERE state = 1",
        JobState::Running => "INDEXED BY connect_jobs_running WHERE state = 2",
        JobState::Done => "NOT INDEXED WHERE state = 3",
        JobState::Dead => "INDEXED BY connect_jobs_ended WHERE state IN (3, 4) AND state = 4",
        JobState::Suspect => "INDEXED BY connect_jobs_suspect WHERE state = 5",
        JobState::Blocked => {
            "INDEXED BY connect_jobs_ordered WHERE in_order IS NOT NULL AND state NOT IN (3, 4) AND state = 6"
        }
    }
}

pub(super) async fn list(
    readers: &SqlitePool,
    app_key: &str,
    state: JobState,
    after: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobEntry>, sqlx::Error> {
    let query = format!(
        "SELECT id, client_key, kind, delivery, in_order, attempts, failures, crashes, received, due, finished, \
         reason, size FROM connect_jobs {} AND app_key = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
        which(state)
    );
    // Safe: composed of the constants above.
    let rows = sqlx::query(AssertSqlSafe(query))
        .bind(app_key)
        .bind(after.map_or(0, JobId::get))
        .bind(limit)
        .fetch_all(readers)
        .await?;
    rows.iter().map(|row| entry(row, state)).collect()
}

fn entry(row: &SqliteRow, state: JobState) -> Result<JobEntry, sqlx::Error> {
    let finished: Option<i64> = row.try_get("finished")?;
    Ok(JobEntry {
        id: JobId::new(row.try_get("id")?),
        client_key: row.try_get("client_key")?,
        kind: row.try_get("kind")?,
        delivery: row.try_get("delivery")?,
        order: row.try_get("in_order")?,
        state,
        attempts: number(row.try_get("attempts")?),
        failures: number(row.try_get("failures")?),
        crashes: number(row.try_get("crashes")?),
        received: moment(row.try_get("received")?),
        due: moment(row.try_get("due")?),
        finished: finished.map(moment),
        reason: row.try_get("reason")?,
        size: many(row.try_get("size")?),
    })
}
