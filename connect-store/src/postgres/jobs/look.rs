//! Operators' queries, and purging.

use std::time::Duration;

use sqlx::postgres::{PgPool, PgRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::{count, moment, now, of_duration};
use crate::jobs::{Counts, JobEntry, JobId, JobState};

/// By state, each from its own index.
const COUNTS: &str = "
    SELECT 0::smallint AS state, count(*) AS jobs, min(received) AS oldest FROM connect_jobs WHERE app_key = $1 AND state = 0
    UNION ALL SELECT 1::smallint, count(*), NULL FROM connect_jobs WHERE app_key = $1 AND state = 1
    UNION ALL SELECT 2::smallint, count(*), NULL FROM connect_jobs WHERE app_key = $1 AND state = 2
    UNION ALL SELECT 4::smallint, count(*), NULL FROM connect_jobs WHERE app_key = $1 AND state = 4
    UNION ALL SELECT 5::smallint, count(*), NULL FROM connect_jobs WHERE app_key = $1 AND state = 5
    UNION ALL SELECT 6::smallint, count(*), NULL FROM connect_jobs WHERE app_key = $1 AND in_order IS NOT NULL AND state = 6";

pub(super) async fn counts(pool: &PgPool, app_key: &str) -> Result<Counts, sqlx::Error> {
    let mut counts = Counts::default();
    for row in sqlx::query(COUNTS).bind(app_key).fetch_all(pool).await? {
        let jobs: i64 = row.try_get("jobs")?;
        let state = JobState::of_code(row.try_get("state")?);
        if let Some(slot) = state.and_then(|state| counts.slot(state)) {
            *slot = u64::try_from(jobs).unwrap_or(0);
        }
        if state == Some(JobState::Ready) {
            counts.oldest_ready = row.try_get::<Option<i64>, _>("oldest")?.map(moment);
        }
    }
    Ok(counts)
}

pub(super) async fn list(
    pool: &PgPool,
    app_key: &str,
    state: JobState,
    after: Option<JobId>,
    limit: u32,
) -> Result<Vec<JobEntry>, sqlx::Error> {
    // The literal number, so that this state's index can be used.
    let list = format!(
        "SELECT id, client_key, kind, delivery, in_order, attempts, failures, crashes, received, due, finished, reason, size
         FROM connect_jobs WHERE app_key = $1 AND state = {} AND id > $2 ORDER BY id LIMIT $3",
        state.code()
    );
    let rows = sqlx::query(AssertSqlSafe(list))
        .bind(app_key)
        .bind(after.map_or(i64::MIN, JobId::get))
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await?;
    rows.iter().map(|row| entry(row, state)).collect()
}

fn entry(row: &PgRow, state: JobState) -> Result<JobEntry, sqlx::Error> {
    let size: i32 = row.try_get("size")?;
    Ok(JobEntry {
        id: JobId::new(row.try_get("id")?),
        client_key: row.try_get("client_key")?,
        kind: row.try_get("kind")?,
        delivery: row.try_get("delivery")?,
        order: row.try_get("in_order")?,
        state,
        attempts: count(row.try_get("attempts")?),
        failures: count(row.try_get("failures")?),
        crashes: count(row.try_get("crashes")?),
        received: moment(row.try_get("received")?),
        due: moment(row.try_get("due")?),
        finished: row.try_get::<Option<i64>, _>("finished")?.map(moment),
        reason: row.try_get("reason")?,
        size: u64::from(count(size)),
    })
}

const FORGET: &str = "
    WITH gone AS (DELETE FROM connect_jobs WHERE app_key = $1 AND client_key = $2 RETURNING id),
    bodies AS (DELETE FROM connect_job_bodies body USING gone WHERE body.id = gone.id)
    SELECT count(*) AS jobs FROM gone";

pub(super) async fn forget(
    pool: &PgPool,
    app_key: &str,
    client_key: &str,
) -> Result<u64, sqlx::Error> {
    let gone = sqlx::query(FORGET).bind(app_key).bind(client_key);
    let gone: i64 = gone.fetch_one(pool).await?.try_get("jobs")?;
    Ok(u64::try_from(gone).unwrap_or(0))
}

/// A worker that has been silent for this long can't own anything.
const SILENT: i64 = 600_000;

const FORGET_WORKERS: &str = concat!(
    "DELETE FROM connect_job_workers worker WHERE alive_until < ",
    now!(),
    " - $1 AND NOT EXISTS (SELECT 1 FROM connect_jobs job WHERE job.owner = worker.id AND job.state = 2)"
);

pub(super) async fn purge(
    pool: &PgPool,
    app_key: &str,
    state: JobState,
    age: Duration,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let purge = format!(
        "WITH old AS MATERIALIZED (
            SELECT id FROM connect_jobs WHERE app_key = $1 AND state = {} AND finished < {} - $2
            ORDER BY finished LIMIT $3 FOR UPDATE SKIP LOCKED),
        gone AS (DELETE FROM connect_jobs job USING old WHERE job.id = old.id RETURNING job.id),
        bodies AS (DELETE FROM connect_job_bodies body USING gone WHERE body.id = gone.id)
        SELECT count(*) AS jobs FROM gone",
        state.code(),
        now!(),
    );
    let purged = sqlx::query(AssertSqlSafe(purge))
        .bind(app_key)
        .bind(of_duration(age))
        .bind(i64::from(limit))
        .fetch_one(pool)
        .await?;
    sqlx::query(FORGET_WORKERS)
        .bind(SILENT)
        .execute(pool)
        .await?;
    let purged: i64 = purged.try_get("jobs")?;
    Ok(u64::try_from(purged).unwrap_or(0))
}
